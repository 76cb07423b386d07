import {
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescFile,
  type DescMessage,
  getExtension,
  hasExtension,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { toText } from "@bufbuild/protobuf/txtpb";
import {
  Edition,
  FeatureSet_FieldPresence,
  type FieldOptions,
  type FileOptions,
} from "@bufbuild/protobuf/wkt";

/**
 * Prints a proto2 file as `.proto` text from the descriptor that a package embeds.
 *
 * Knows the part of the language that `buf/validate/validate.proto` uses and throws on the rest: a newer
 * version of that file is printed in full or not at all. Comments are not in a descriptor, so none appear.
 */
export function printProto(file: DescFile): string {
  if (file.edition !== Edition.EDITION_PROTO2)
    throw new Error(`${file.name}: only proto2 can be printed`);
  if (file.services.length > 0) throw new Error(`${file.name}: services cannot be printed`);
  return [
    `syntax = "proto2";`,
    `package ${file.proto.package};`,
    ...file.proto.dependency.map((path) => `import ${JSON.stringify(path)};`),
    ...fileOptions(file.proto.options),
    ...file.extensions.map((one) => `extend .${one.extendee.typeName} { ${field(one, file)} }`),
    ...file.messages.map((one) => message(one, file)),
    ...file.enums.map(enumeration),
    "",
  ].join("\n");
}

function fileOptions(options: FileOptions | undefined): string[] {
  if (!options) return [];
  return ownOptions(options).map(([name, value]) => {
    if (typeof value === "string" || typeof value === "boolean") {
      return `option ${snakeCase(name)} = ${JSON.stringify(value)};`;
    }
    throw new Error(`file option ${name} cannot be printed`);
  });
}

function message(desc: DescMessage, file: DescFile): string {
  if (desc.nestedMessages.length + desc.nestedEnums.length + desc.nestedExtensions.length > 0) {
    throw new Error(`${desc.typeName}: nested declarations cannot be printed`);
  }
  if (desc.proto.options) throw new Error(`${desc.typeName}: options cannot be printed`);
  return [
    `message ${desc.name} {`,
    ...desc.members.map((one) =>
      one.kind === "oneof"
        ? `oneof ${one.name} { ${one.fields.map((member) => field(member, file)).join("\n")} }`
        : field(one, file),
    ),
    ...desc.proto.extensionRange.map((range) => `extensions ${span(range.start, range.end - 1)};`),
    ...desc.proto.reservedRange.map((range) => `reserved ${span(range.start, range.end - 1)};`),
    ...desc.proto.reservedName.map((name) => `reserved ${JSON.stringify(name)};`),
    "}",
  ].join("\n");
}

function field(desc: DescField | DescExtension, file: DescFile): string {
  if (desc.proto.defaultValue !== "") throw new Error(`${desc.name}: defaults cannot be printed`);
  const label = desc.oneof ? "" : `${fieldLabel(desc)} `;
  return `${label}${fieldType(desc)} ${desc.name} = ${desc.number}${fieldOptions(desc.proto.options, file)};`;
}

function fieldLabel(desc: DescField | DescExtension): string {
  if (desc.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return "required";
  return desc.fieldKind === "list" ? "repeated" : "optional";
}

function fieldType(desc: DescField | DescExtension): string {
  if (desc.fieldKind === "map") throw new Error(`${desc.name}: maps cannot be printed`);
  if (desc.message) return `.${desc.message.typeName}`;
  if (desc.enum) return `.${desc.enum.typeName}`;
  return ScalarType[desc.scalar].toLowerCase();
}

function fieldOptions(options: FieldOptions | undefined, file: DescFile): string {
  if (!options) return "";
  const printed = ownOptions(options).map(([name, value]) => {
    if (name !== "deprecated") throw new Error(`field option ${name} cannot be printed`);
    return `${name} = ${String(value)}`;
  });
  const known = file.extensions.filter((one) => hasExtension(options, one));
  if (known.length !== (options.$unknown?.length ?? 0)) throw new Error("an unknown field option");
  for (const one of known) {
    if (!one.message) throw new Error(`${one.typeName}: only message options can be printed`);
    const text = toText(one.message, getExtension(options, one) as Message);
    printed.push(`(.${one.typeName}) = {\n${text}}`);
  }
  return printed.length > 0 ? ` [${printed.join(", ")}]` : "";
}

function enumeration(desc: DescEnum): string {
  return [
    `enum ${desc.name} {`,
    ...desc.values.map((value) => `${value.name} = ${value.number};`),
    ...desc.proto.reservedRange.map((range) => `reserved ${span(range.start, range.end)};`),
    ...desc.proto.reservedName.map((name) => `reserved ${JSON.stringify(name)};`),
    "}",
  ].join("\n");
}

/** The options somebody set; protobuf-es keeps proto2 defaults on the prototype. */
function ownOptions(options: FieldOptions | FileOptions): [string, unknown][] {
  return Object.entries(options).filter(
    ([name, value]) => !name.startsWith("$") && !(Array.isArray(value) && value.length === 0),
  );
}

function span(first: number, last: number): string {
  if (first === last) return String(first);
  return `${first} to ${last >= 0x1f_ff_ff_ff ? "max" : last}`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
