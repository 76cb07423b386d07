import { create, type DescField, ScalarType, toJsonString } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { DurationSchema, FieldMaskSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";

import { isNode, isOdd, type Member, type Node, type Value } from "./node.ts";

/** A message as protobuf's binary encoding. */
export function toWire(node: Node): Buffer {
  const writer = new BinaryWriter();
  for (const member of node.members) writeMember(writer, member);
  return Buffer.from(writer.finish());
}

function writeMember(writer: BinaryWriter, member: Member): void {
  if (isOdd(member)) {
    writer.raw(member.wire);
    return;
  }
  const { field, value } = member;
  if (!isNode(value)) writeScalar(writer, field, value);
  else writer.tag(field.number, WireType.LengthDelimited).bytes(toWire(value));
}

function writeScalar(writer: BinaryWriter, field: DescField, value: Value): void {
  const type = field.enum === undefined ? field.scalar : ScalarType.INT32;
  switch (type) {
    case ScalarType.STRING:
      writer.tag(field.number, WireType.LengthDelimited).string(value as string);
      return;
    case ScalarType.BOOL:
      writer.tag(field.number, WireType.Varint).bool(value === true);
      return;
    // Negative ones take as many bytes as the longest, and nothing stops a caller from sending longer ones.
    case ScalarType.INT32:
    case ScalarType.INT64:
      writer.tag(field.number, WireType.Varint).int64(BigInt(value as number));
      return;
    default:
      throw new Error(`${field.name} has a type that this encoder does not know: teach it`);
  }
}

/** A message as JSON, with its fields named as JSON or as the proto names them. */
export function toJsonText(node: Node, naming: "json" | "proto" = "json"): string {
  if (node.schema.typeName === TimestampSchema.typeName) return timestampText(node);
  if (node.schema.typeName === DurationSchema.typeName) return durationText(node);
  if (node.schema.typeName === FieldMaskSchema.typeName) return maskText(node);
  const texts: string[] = [];
  for (let at = 0; at < node.members.length; at++) {
    const member = node.members[at] as Member;
    if (isOdd(member)) {
      if (member.json !== "") texts.push(member.json);
      continue;
    }
    const { field, value } = member;
    const name = JSON.stringify(naming === "json" ? field.jsonName : field.name);
    if (field.fieldKind !== "list") {
      texts.push(`${name}:${valueText(value, naming)}`);
      continue;
    }
    // Neighbours are one list; the same list once more would be the same key once more.
    const run = neighbours(node.members.slice(at), field);
    texts.push(`${name}:[${run.map((each) => valueText(each, naming)).join()}]`);
    at += run.length - 1;
  }
  return `{${texts.join()}}`;
}

/** The values of a list, up to the first member that is something else. */
function neighbours(members: readonly Member[], list: DescField): Value[] {
  const values: Value[] = [];
  for (const member of members) {
    if (isOdd(member) || member.field !== list) break;
    values.push(member.value);
  }
  return values;
}

function valueText(value: Value, naming: "json" | "proto"): string {
  if (isNode(value)) return toJsonText(value, naming);
  return typeof value === "bigint" ? `"${value}"` : JSON.stringify(value);
}

/** Paths as JSON spells them, in one text. */
function maskText({ members }: Node): string {
  const paths = members.flatMap((member) =>
    isOdd(member) || isNode(member.value) ? [] : [String(member.value)],
  );
  const spelt = paths.map((path) =>
    path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  return JSON.stringify(spelt.join());
}

function timestampText(node: Node): string {
  const { seconds, nanos } = momentOf(node);
  try {
    return toJsonString(TimestampSchema, create(TimestampSchema, { seconds, nanos }));
  } catch {
    return `"+${seconds}-01-01T00:00:00.${nanos}Z"`;
  }
}

function durationText(node: Node): string {
  const { seconds, nanos } = momentOf(node);
  const sign = seconds < 0n || nanos < 0 ? "-" : "";
  const [whole, part] = [String(seconds).replace("-", ""), String(Math.abs(nanos))];
  return `"${sign}${whole}${nanos === 0 ? "" : `.${part.padStart(9, "0")}`}s"`;
}

function momentOf({ members }: Node): { seconds: bigint; nanos: number } {
  let [seconds, nanos] = [0n, 0];
  for (const member of members) {
    if (isOdd(member) || isNode(member.value)) continue;
    if (member.field.name === "seconds") seconds = BigInt(member.value);
    else nanos = Number(member.value);
  }
  return { seconds, nanos };
}
