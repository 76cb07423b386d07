import type { DescField, DescMessage, DescMethodUnary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { DurationSchema, FieldMaskSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";

import type { Random } from "../random.ts";
import { isWellKnown, type Member, type Node } from "./node.ts";
import { hasRulesAcross, objections, rulesOf } from "./rules.ts";
import { legalScalar, type Occasion } from "./values.ts";

/** Rules across fields are kept by trying again; they are few and lenient. */
const TRIES_MAX = 50;

/** A request that the contract has nothing against. Whether the books allow it is another matter. */
export function legalRequest({ input }: DescMethodUnary, occasion: Occasion): Node {
  return legalMessage(input, occasion);
}

function legalMessage(schema: DescMessage, occasion: Occasion): Node {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const node = messageOf(schema, occasion);
    if (objections(node).length === 0) return node;
  }
  throw new Error(`${schema.name}: nothing legal was found in ${TRIES_MAX} tries`);
}

function messageOf(schema: DescMessage, occasion: Occasion): Node {
  return { schema, members: schema.fields.flatMap((field) => membersOf(field, occasion)) };
}

/** One legal value of a field, or items of a list. */
export function membersOf(field: DescField, occasion: Occasion): Member[] {
  const { random } = occasion;
  if (field.fieldKind === "list") {
    return Array.from({ length: countOf(field, random) }, () => memberOf(field, occasion));
  }
  if (field.fieldKind === "map") return random.percent(50) ? [pairOf(field)] : [];
  const isThere = rulesOf(field).isNeeded || random.percent(presence(field));
  return isThere ? [memberOf(field, occasion)] : [];
}

export function memberOf(field: DescField, occasion: Occasion): Member {
  const { message } = field;
  if (message === undefined) return { field, value: legalScalar(field, occasion) };
  if (!isWellKnown(message)) {
    // Of many lines with such rules, hardly ever would all keep them by chance.
    const make = hasRulesAcross(message) ? legalMessage : messageOf;
    return { field, value: make(message, occasion) };
  }
  if (message.typeName === FieldMaskSchema.typeName) {
    return { field, value: maskOf(message, occasion.random) };
  }
  return { field, value: momentOf(message, field, occasion) };
}

/** One entry of a map of texts, in the bytes and in the JSON that it is sent as. */
function pairOf(field: DescField): Member {
  const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string("colour");
  entry.tag(2, WireType.LengthDelimited).string("__proto__");
  const whole = new BinaryWriter().tag(field.number, WireType.LengthDelimited);
  const wire = whole.bytes(entry.finish()).finish();
  return { wire, json: `"${field.name}":{"colour":"__proto__"}` };
}

/** What is there of most resources, and what is of few or of none. */
const PATHS = ["name", "name", "supplier", "seller", "kind", "lot_tracked", "expire_time", "sku"];

function maskOf(schema: DescMessage, random: Random): Node {
  const [paths] = schema.fields;
  if (paths === undefined) throw new Error("a mask has no paths");
  const members = Array.from({ length: random.between(1, 2) }, () => ({
    field: paths,
    value: random.pick(PATHS),
  }));
  return { schema, members };
}

/** Most requests should reach the books, and change them. */
function presence({ name, message }: DescField): number {
  if (name === "validate_only" || name === "no_expiry" || name === "expected_quantity") return 12;
  if (name === "replaces_reservation_id" || name === "location" || name === "lot") return 35;
  return message === undefined ? 50 : 25;
}

function countOf(field: DescField, random: Random): number {
  const { min, max } = rulesOf(field).limits ?? { min: 0, max: 3 };
  if (random.percent(94)) return random.between(min, min + 2);
  return random.percent(95) ? random.between(min, 40) : Math.min(max, 1_000);
}

const DAY_SECONDS = 86_400;

function momentOf(message: DescMessage, field: DescField, occasion: Occasion): Node {
  const { random } = occasion;
  const nanos = random.percent(50) ? 0 : random.pick([1, 999_999_999, 1_000_000, 500_000_000]);
  const seconds = secondsOf(message, field, occasion);
  const members = message.fields.map((part) => ({
    field: part,
    value: part.name === "seconds" ? seconds : nanos,
  }));
  return { schema: message, members };
}

function secondsOf({ typeName }: DescMessage, field: DescField, occasion: Occasion): bigint {
  const { random, daySeconds } = occasion;
  if (typeName === DurationSchema.typeName) {
    return BigInt(
      random.weighed([
        [2, 0],
        [2, 1],
        [4, 900],
        [2, 86_399],
        [1, 31_622_399],
      ] as const),
    );
  }
  if (typeName !== TimestampSchema.typeName) throw new Error(`teach me ${typeName}`);
  // What has occurred lies behind us; lots expire before or after today.
  const days = field.name === "occurred_time" ? -random.below(380) : random.between(-30, 400);
  return daySeconds + BigInt(days * DAY_SECONDS - (field.name === "occurred_time" ? 1 : 0));
}
