import type { DescField, DescMessage } from "@bufbuild/protobuf";

/** Something that the descriptor does not allow, as each encoding carries it. */
export interface Odd {
  /** A tag with all that follows it, or no field at all. */
  readonly wire: Uint8Array;
  /** Such as `"name":value`. */
  readonly json: string;
}

export type Value = string | number | bigint | boolean | Node;

/** One field of a message, or one item of a list. */
export interface Field {
  readonly field: DescField;
  readonly value: Value;
}

export type Member = Field | Odd;

/** A message that need not be one: members in any order, any number of times. */
export interface Node {
  readonly schema: DescMessage;
  readonly members: readonly Member[];
}

/** Where a member is. */
export interface Place {
  /** Positions of members, from the outermost message inwards. */
  readonly steps: readonly number[];
  /** As failures name it: `lines[0].sku`. */
  readonly path: string;
  readonly field: DescField;
}

export function isNode(value: Value): value is Node {
  return typeof value === "object";
}

export function isOdd(member: Member): member is Odd {
  return "wire" in member;
}

/** Every member of a message, however deep, with a field of ours: what is in a timestamp is no place. */
export function placesIn(node: Node, steps: readonly number[] = [], path = ""): Place[] {
  const counts = new Map<DescField, number>();
  return node.members.flatMap((member, at) => {
    if (isOdd(member)) return [];
    const { field, value } = member;
    const index = counts.get(field) ?? 0;
    counts.set(field, index + 1);
    const name = `${path}${field.name}${field.fieldKind === "list" ? `[${index}]` : ""}`;
    const here = { steps: [...steps, at], path: name, field };
    if (!isNode(value) || isWellKnown(value.schema)) return [here];
    return [here, ...placesIn(value, here.steps, `${name}.`)];
  });
}

/** The messages in a message, itself first. */
export function nodesIn(node: Node, steps: readonly number[] = [], path = ""): Inner[] {
  const here = { node, steps, path };
  const places = placesIn(node).flatMap(({ steps: to, path: name }) => {
    const value = valueAt(node, to);
    if (value === undefined || !isNode(value) || isWellKnown(value.schema)) return [];
    return [{ node: value, steps: to, path: name }];
  });
  return [here, ...places];
}

/** A message in a message. */
export interface Inner {
  readonly node: Node;
  readonly steps: readonly number[];
  readonly path: string;
}

/** The same message with a message in it changed. */
export function changed(
  node: Node,
  [step, ...rest]: readonly number[],
  change: (inner: Node) => Node,
): Node {
  if (step === undefined) return change(node);
  const members = node.members.map((member, at) => {
    if (at !== step || isOdd(member) || !isNode(member.value)) return member;
    return { ...member, value: changed(member.value, rest, change) };
  });
  return { ...node, members };
}

/** Google's own types: their fields have no rules of ours. */
export function isWellKnown({ typeName }: DescMessage): boolean {
  return typeName.startsWith("google.protobuf.");
}

function valueAt(node: Node, [step = -1, ...rest]: readonly number[]): Value | undefined {
  const member = node.members[step];
  if (member === undefined || isOdd(member)) return undefined;
  if (rest.length === 0) return member.value;
  return isNode(member.value) ? valueAt(member.value, rest) : undefined;
}
