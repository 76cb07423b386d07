import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

import type { Random } from "../random.ts";
import { type Trouble, odd } from "./hostileValues.ts";
import { isOdd, type Member, type Node, type Odd } from "./node.ts";

/** Does something to a whole message. */
export interface MessageTrouble {
  readonly what: string;
  put(message: Node, random: Random): Node;
}

function adding(what: string, wire: Uint8Array | readonly number[], json: string): MessageTrouble {
  const more: Odd = { wire: Uint8Array.from(wire), json };
  return { what, put: (node) => ({ ...node, members: [...node.members, more] }) };
}

function unknown(fieldNumber: number, type: WireType, payload: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from(payload);
  return new BinaryWriter().tag(fieldNumber, type).raw(bytes).finish();
}

/** Groups in groups, all of them closed. */
function deep(levels: number): Uint8Array {
  const [start, end] = [unknown(15, WireType.StartGroup, []), unknown(15, WireType.EndGroup, [])];
  return Buffer.concat([
    ...Array.from({ length: levels }, () => start),
    ...Array.from({ length: levels }, () => end),
  ]);
}

function brackets(levels: number): string {
  return `"deep":${"[".repeat(levels)}${"]".repeat(levels)}`;
}

/** JavaScript's own names, and names that JSON readers have fallen for. */
const KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "@type",
  "$typeName",
  "",
  "\\u0000",
];

export const MESSAGE_TROUBLES: readonly MessageTrouble[] = [
  ...KEYS.map((key) =>
    adding(`a key ${key}`, unknown(1_000, WireType.Varint, [1]), `"${key}":{"sku":"x"}`),
  ),
  adding(
    "a key that is half a character",
    unknown(999, WireType.Bit32, [0, 0, 0, 0]),
    '"\\ud800":1',
  ),
  adding("an unknown field", unknown(536_870_911, WireType.Varint, [1]), '"unknown":1'),
  adding("a field of number 0", [0x00, 0x01], '"0":1'),
  adding("a tag that never ends", new Uint8Array(12).fill(0xff), '"1":1'),
  adding("a tag beyond 32 bits", [0xf8, 0xff, 0xff, 0xff, 0x7f, 1], '"[a.b.c]":1'),
  adding("groups, 50 deep", deep(50), brackets(50)),
  adding("groups, 5,000 deep", deep(5_000), brackets(5_000)),
  adding("a group without an end", unknown(15, WireType.StartGroup, []), '"x":{'),
  adding("a comma too many", [0x0c], '"x":1,'),
  adding("a comment", [0x07], "/* x */"),
  adding("no quotes", [0x06], "x:1"),
  adding("one quote", [0x80], "'x':1"),
  adding("a length of 4 GB", [0x7a, 0xff, 0xff, 0xff, 0xff, 0x0f], '"x":"'),
  adding("a length below zero", [0x7a, ...Array.from({ length: 9 }, () => 0xff), 1], '"x":\\u0022'),
  adding(
    "a megabyte of nothing",
    unknown(15, WireType.LengthDelimited, [0]),
    " ".repeat(1_000_000),
  ),
  { what: "empty", put: (node) => ({ ...node, members: [] }) },
  { what: "every field twice", put: (node) => withMembers(node, (all) => [...all, ...all]) },
  { what: "the other way round", put: (node) => withMembers(node, (all) => all.toReversed()) },
  { what: "in any order", put: (node, random) => withMembers(node, (all) => mixed(all, random)) },
  { what: "half of it", put: (node, random) => withMembers(node, (all) => some(all, random)) },
  { what: "one field, 6,000 times", put: (node) => withMembers(node, often) },
  { what: "both names of each field", put: (node) => withMembers(node, underBothNames) },
];

export const LIST_TROUBLES: readonly Trouble[] = [
  { what: "absent", put: () => [] },
  ...[501, 5_000].map((count) => ({
    what: `${count} times the first`,
    put: (_field: unknown, own: readonly Member[]) => Array(count).fill(own.slice(0, 1)).flat(),
  })),
  {
    what: "20,000 that are empty",
    put: (field) => {
      const empty = unknown(field.number, WireType.LengthDelimited, [0]);
      const json = `"${field.jsonName}":[${"{},".repeat(19_999)}{}]`;
      return [{ wire: Buffer.concat(Array(20_000).fill(empty) as Uint8Array[]), json }];
    },
  },
  {
    what: "an item that is null",
    put: (field) => [odd(field, WireType.LengthDelimited, [0], "[null]")],
  },
  {
    what: "items of all sorts",
    put: (field) => [odd(field, WireType.Varint, [0], '[1,"a",[],{}]')],
  },
  { what: "a list cut off", put: (field) => [odd(field, WireType.LengthDelimited, [9], "[{},")] },
  { what: "twice, apart", put: (field, own) => [...own, odd(field, 2, [0], "[{}]"), ...own] },
];

function withMembers(node: Node, change: (all: readonly Member[]) => readonly Member[]): Node {
  return { ...node, members: change(node.members) };
}

function mixed(all: readonly Member[], random: Random): Member[] {
  return all
    .map((member) => ({ member, at: random.below(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ member }) => member);
}

function some(all: readonly Member[], random: Random): readonly Member[] {
  return all.filter(() => random.percent(50));
}

function often(all: readonly Member[]): Member[] {
  return Array<Member[]>(6_000).fill(all.slice(0, 1)).flat();
}

/** `requestId` and `request_id`: JSON takes either, and nobody has said which one counts. */
function underBothNames(all: readonly Member[]): Member[] {
  return all.flatMap((member): Member[] => {
    if (isOdd(member)) return [member];
    return [member, { wire: new Uint8Array(), json: `"${member.field.name}":null` }];
  });
}
