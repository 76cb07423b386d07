import { type DescField, ScalarType } from "@bufbuild/protobuf";

import type { Random } from "../random.ts";
import {
  ITEMS,
  LOCATIONS,
  LOTS,
  ORDER_REFS,
  PAGE_TOKENS,
  reservationSlot,
  SLOTS,
  SUPPLIERS,
} from "../world.ts";
import { rulesOf } from "./rules.ts";

/** What a message is made for. */
export interface Occasion {
  readonly random: Random;
  /** Name of the method, such as `Reserve`. */
  readonly method: string;
  /** Names this input's request, unlike any other's. */
  readonly requestId: string;
  /** A request that an earlier input may have made. */
  readonly usedRequestId: string;
  /** The beginning of the day on which this is sent, in seconds. */
  readonly daySeconds: bigint;
}

/** Values that mean something to the server, by the name of the field. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  sku: ITEMS.map(({ sku }) => sku),
  location: LOCATIONS.map(({ code }) => code),
  from: LOCATIONS.map(({ code }) => code),
  to: LOCATIONS.map(({ code }) => code),
  skus: ITEMS.map(({ sku }) => sku),
  code: LOCATIONS.map(({ code }) => code),
  lot: LOTS,
  number: LOTS,
  supplier: SUPPLIERS,
  order_ref: ORDER_REFS,
  currency_code: ["EUR", "USD", "XXX"],
  amount: ["0", "1.50", "001.5", "999999999999.999999", "0.000001"],
  time_zone: ["UTC", "Europe/Rome", "Mars/Olympus", "Etc/GMT+1", "europe/rome"],
};

/** A value of a field that is no message and no list, within its limits. */
export function legalScalar(
  field: DescField,
  occasion: Occasion,
): string | number | bigint | boolean {
  if (field.enum !== undefined) return legalEnum(field, occasion.random);
  switch (field.scalar) {
    case ScalarType.STRING:
      return legalText(field, occasion);
    case ScalarType.BOOL:
      return occasion.random.percent(70);
    case ScalarType.INT32:
      return Number(legalNumber(field, occasion.random));
    case ScalarType.INT64:
      return legalNumber(field, occasion.random);
    default:
      throw new Error(`${field.name} has a type that this generator does not know: teach it`);
  }
}

function legalEnum(field: DescField, random: Random): number {
  const within = (rulesOf(field).edges?.within ?? []) as readonly number[];
  const known = field.enum?.values.map(({ number }) => number) ?? [];
  return random.pick(within.length > 0 ? within : known);
}

function legalText(field: DescField, occasion: Occasion): string {
  const { random, method } = occasion;
  if (field.name === "request_id") {
    return random.percent(92) ? occasion.requestId : occasion.usedRequestId;
  }
  if (field.name.endsWith("reservation_id")) return reservationId(random);
  if (field.name === "page_token") return random.pick(PAGE_TOKENS[method] ?? [""]);
  const all = NAMES[field.name] ?? [];
  // What was archived or made short of would end the day for most other inputs.
  const known = /^(Archive|Update|Set|Bulk)/.test(method) ? all.slice(-2) : all;
  // What is created needs names that are not there yet.
  const isOurs = random.percent(method.startsWith("Create") ? 30 : 93);
  return known.length > 0 && isOurs ? random.pick(known) : anyText(field, random);
}

function reservationId(random: Random): string {
  if (random.percent(90)) return reservationSlot(random.below(SLOTS));
  const hex = random.bytes(16).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What texts are made of: what people write, and what programs mistake for something else. */
const PLAIN = Array.from("ABCxyz0189 -_.,:;!?'\"`\\/|@#$%^&*()[]{}<>=+~");
const STRANGE = Array.from(
  "äßİıéñ\u00a0\u0301\u200b\u202e\u2028\ufeff\ufffd\uffff語한\u{1f9e6}\u{10ffff}",
);

/** A text of any length that the field takes. */
function anyText(field: DescField, random: Random): string {
  const { edges, text: rules } = rulesOf(field);
  const { min, max, pattern } = rules;
  const length = random.percent(85) ? random.between(min, Math.min(max, 12)) : max;
  for (const pool of [[...PLAIN, ...STRANGE], PLAIN]) {
    const text = Array.from({ length }, () => random.pick(pool)).join("");
    if (pattern.test(text)) return text;
  }
  return edges?.within.find((value) => typeof value === "string") ?? "";
}

/** Mostly few, so that there is enough of everything; sometimes the most or the least. */
function legalNumber(field: DescField, random: Random): bigint {
  const { within, beyond } = rulesOf(field).edges ?? { within: [0n], beyond: [] };
  const [least = 0n, most = least] = within.map((value) => BigInt(value as number));
  if (random.percent(5)) return random.pick([least, most]);
  const few = BigInt(random.between(-2, 9));
  const isTaken = few >= least && few <= most && !beyond.includes(few);
  return isTaken ? few : least + BigInt(random.below(Math.min(9, Number(most - least) + 1)));
}
