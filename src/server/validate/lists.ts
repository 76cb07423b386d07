import { type DescMessage, getOption, type Message } from "@bufbuild/protobuf";
import { field as fieldRules } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import type { FieldProblem } from "./violation.ts";

/** How many items a list may have. */
export interface ListLimit {
  readonly name: string;
  readonly localName: string;
  readonly itemsMax: number;
}

/**
 * Finds lists that are too long. Asked before every other rule: a message of 4 MiB holds two million empty
 * lines, and looking at each would take seconds.
 */
export function listCheck(schema: DescMessage): (message: Message) => FieldProblem[] {
  const limits = listLimitsOf(schema);
  return (message) => {
    const problems: FieldProblem[] = [];
    for (const { name, localName, itemsMax } of limits) {
      const list = (message as unknown as Record<string, readonly unknown[]>)[localName];
      if (list === undefined || list.length <= itemsMax) continue;
      const description = `must have at most ${itemsMax} items, not ${list.length}: split the request`;
      problems.push({ field: name, description });
    }
    return problems;
  };
}

/** How long each list of a message may be, where the contract says so. */
export function listLimitsOf(schema: DescMessage): ListLimit[] {
  const limits: ListLimit[] = [];
  for (const field of schema.fields) {
    if (field.fieldKind !== "list") continue;
    const { type } = getOption(field, fieldRules);
    const itemsMax = type.case === "repeated" ? Number(type.value.maxItems) : 0;
    if (itemsMax > 0) limits.push({ name: field.name, localName: field.localName, itemsMax });
  }
  return limits;
}
