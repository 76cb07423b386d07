import type { DescField } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

import type { Random } from "../random.ts";
import { inRows } from "../rows.ts";
import type { Member, Odd, Value } from "./node.ts";

/** Puts something into a field in place of what it has. */
export interface Trouble {
  readonly what: string;
  put(field: DescField, own: readonly Member[], random: Random): readonly Member[];
}

/** A field as bytes and as JSON that no descriptor would allow. */
export function odd(
  field: DescField,
  type: WireType,
  payload: Uint8Array | readonly number[],
  json: string,
): Odd {
  const wire = new BinaryWriter().tag(field.number, type).raw(Uint8Array.from(payload)).finish();
  return { wire, json: json === "" ? "" : `${JSON.stringify(field.jsonName)}:${json}` };
}

function value(what: string, it: Value): Trouble {
  return { what, put: (field) => [{ field, value: it }] };
}

function text(what: string, bytes: readonly number[], json: string): Trouble {
  const payload = [bytes.length, ...bytes];
  return { what, put: (field) => [odd(field, WireType.LengthDelimited, payload, json)] };
}

function number(what: string, payload: readonly number[], json: string): Trouble {
  return { what, put: (field) => [odd(field, WireType.Varint, payload, json)] };
}

const ENDLESS = Array.from({ length: 30 }, () => 0xff);
const ONES = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
const TOO_MANY_BITS = [255, 255, 255, 255, 255, 255, 255, 255, 255, 127];

export const TEXT_TROUBLES: readonly Trouble[] = inRows(
  ["a\0b", "\0", "\n", "\u0085", "\u2028", "\ufeff", "\ufffe", "\u202eKCOS", " SOCK", "SOCK "],
  ["", "sock", "constructor", "toString", "__proto__", "hasOwnProperty", "$where", "null"],
  ["'; select pg_sleep(10); --", "\\x00", "%s%n%p", "{{7*7}}", "${7*7}", "../../etc/passwd"],
  ["{}", "[]", "-1", "NaN", "1e999", "true", "0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f"],
)
  .map((it) => value(JSON.stringify(it), it))
  .concat([
    value("64 KiB", "x".repeat(65_536)),
    value("500 accents", `e${"\u0301".repeat(500)}`),
    value("10,000 characters of four bytes", "\u{1f9e6}".repeat(10_000)),
    text("half a surrogate", [0x41, 0xed, 0xa0, 0x80], '"A\\ud800"'),
    text("the other half", [0xed, 0xb0, 0x80], '"\\udc00A"'),
    text("not UTF-8", [0xff, 0xfe, 0x80, 0xc0], '"\\xff"'),
    text("half a character", [0xf0, 0x9f, 0xa7], '"\\u00"'),
    text("too long an encoding", [0xc0, 0x80], '"\\u0000"'),
    text("beyond Unicode", [0xf4, 0x90, 0x80, 0x80], '"\\u{110000}"'),
    { what: "unfinished", put: (field) => [odd(field, WireType.LengthDelimited, [127, 65], '"A')] },
  ]);

export const NUMBER_TROUBLES: readonly Trouble[] = [
  value("the least", -(2n ** 63n)),
  value("the most", 2n ** 63n - 1n),
  value("-1", -1n),
  value("0", 0n),
  value("beyond 32 bits", 2n ** 32n + 1n),
  value("beyond what a double holds", 2n ** 53n + 1n),
  number("beyond 64 bits", TOO_MANY_BITS, '"18446744073709551616"'),
  number("endless", ENDLESS, "9".repeat(400)),
  number("cut off", [0x80], "1e"),
  number("a fraction", [1], "1.5"),
  number("powers of ten", [1], "1e3"),
  number("powers of ten as text", [1], '"1e3"'),
  number("too many powers of ten", ONES, "1e400"),
  ...["NaN", '"NaN"', '"Infinity"', '"-Infinity"', "-0", "0x10", "007", '" 5 "', '"5 "', '""'].map(
    (json) => number(json, ONES, json),
  ),
];

export const BOOL_TROUBLES: readonly Trouble[] = [
  number("2", [2], "2"),
  number("64 ones", ONES, '"true"'),
  number("endless", ENDLESS, "TRUE"),
  number("1", [1], "1"),
];

export const ENUM_TROUBLES: readonly Trouble[] = [
  number("-1", ONES, "-1"),
  number("99", [99], "99"),
  number("the most", [255, 255, 255, 255, 7], "2147483647"),
  number("beyond 32 bits", [255, 255, 255, 255, 255, 1], "4294967296"),
  number("no name", [4], '"NOPE"'),
  number("another enum's name", [5], '"STATE_HELD"'),
  number("a fraction", [1], "1.5"),
  number("an inherited name", [0], '"toString"'),
];

function moment(seconds: bigint, nanos: number, json: string): Trouble {
  const inner = new BinaryWriter().tag(1, WireType.Varint).int64(seconds);
  const bytes = inner.tag(2, WireType.Varint).int32(nanos).finish();
  return text(`${seconds} s and ${nanos} ns, or ${json}`, [...bytes], json);
}

export const TIMESTAMP_TROUBLES: readonly Trouble[] = [
  moment(253_402_300_800n, 0, '"10000-01-01T00:00:00Z"'),
  moment(-62_135_596_801n, 0, '"0000-12-31T23:59:59Z"'),
  moment(2n ** 63n - 1n, 0, '"+275761-01-01T00:00:00Z"'),
  moment(-(2n ** 63n), 999_999_999, '"-0001-01-01T00:00:00Z"'),
  moment(0n, -1, '"1969-12-31T23:59:59.9999999999Z"'),
  moment(0n, 1_000_000_000, '"2026-02-30T00:00:00Z"'),
  moment(1n, 2_147_483_647, '"2016-12-31T23:59:60Z"'),
  moment(8_640_000_000_001n, 0, '"yesterday"'),
  moment(-1n, -1, '"2026-01-01 00:00:00"'),
  moment(1n, 0, '"1970-01-01T00:00:01+99:99"'),
  moment(0n, -2_147_483_648, "1767225600"),
];

export const DURATION_TROUBLES: readonly Trouble[] = [
  moment(2n ** 63n - 1n, 999_999_999, '"9223372036854775807s"'),
  moment(-(2n ** 63n), 0, '"-315576000001s"'),
  moment(1n, -1, '"1.-1s"'),
  moment(-1n, 1, '"s"'),
  moment(0n, 2_000_000_000, '"1e3s"'),
  moment(0n, -1, '"0.0000000001s"'),
  moment(315_576_000_001n, 0, '"15m"'),
  moment(0n, 0, "900"),
  moment(-0n, 1, '"+1s"'),
];

export const NESTED_TROUBLES: readonly Trouble[] = [
  { what: "absent", put: () => [] },
  text("empty", [], "{}"),
  { what: "null", put: (field) => [odd(field, WireType.LengthDelimited, [0], "null")] },
  { what: "twice", put: (_field, own) => [...own, ...own] },
  { what: "unfinished", put: (field) => [odd(field, WireType.LengthDelimited, [99, 8], "{")] },
  text("noise", [255, 255, 255, 255], '{"\\ud800":1}'),
  text("unknown fields", [0x78, 1, 0x7a, 0], '{"x":1}'),
  text("the end of a group", [0x0c], "[{}]"),
];

/** A value of another type than the field's. */
export const TYPE_TROUBLES: readonly Trouble[] = [
  { what: "twice", put: (_field, own) => [...own, ...own] },
  { what: "as a number", put: (field) => [odd(field, WireType.Varint, [5], "5")] },
  { what: "as 64 bits", put: (field) => [odd(field, WireType.Bit64, new Uint8Array(8), "true")] },
  { what: "as 32 bits", put: (field) => [odd(field, WireType.Bit32, new Uint8Array(4), "null")] },
  { what: "as bytes", put: (field) => [odd(field, WireType.LengthDelimited, [1, 65], '"A"')] },
  { what: "as a group", put: (field) => [odd(field, WireType.StartGroup, [], "{}")] },
  { what: "as a group's end", put: (field) => [odd(field, WireType.EndGroup, [], "[]")] },
  { what: "as a list of lists", put: (field) => [odd(field, 6 as WireType, [1], "[[[]]]")] },
  { what: "as type 7", put: (field) => [odd(field, 7 as WireType, [1], '{"toString":1}')] },
];
