import { type DescField, getOption } from "@bufbuild/protobuf";
import {
  field as fieldRules,
  type DurationRules,
  type FieldRules,
  Ignore,
  type StringRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

/** Values of a field on both sides of each of its limits. */
export interface Edges {
  /** The last values that the contract takes. */
  readonly within: readonly unknown[];
  /** The first ones that it refuses. */
  readonly beyond: readonly unknown[];
}

/**
 * The edges that a field's rules in the contract have, or undefined when nothing is refused there.
 *
 * @throws Error for a rule that this table does not know: teach it
 */
export function edgesOf(field: DescField): Edges | undefined {
  const rules = getOption(field, fieldRules);
  const { type } = rules;
  switch (type.case) {
    case undefined:
      return rules.required ? { within: [], beyond: [undefined] } : undefined;
    case "string":
      return stringEdges(type.value, isZeroFine(rules));
    case "int32":
    case "int64":
      return numberEdges(type.value, type.case === "int64" ? BigInt : Number);
    case "enum": {
      const { notIn } = type.value;
      const known = field.enum?.values.map(({ number }) => number) ?? [];
      const within = known.filter((number) => !notIn.includes(number));
      return { within, beyond: [-1, 99, ...notIn] };
    }
    case "bytes": {
      const most = Number(type.value.maxLen);
      const within = [Buffer.from("x"), Buffer.alloc(most, "x")];
      return { within, beyond: [Buffer.alloc(0), Buffer.alloc(most + 1, "x")] };
    }
    case "duration":
      return durationEdges(type.value);
    case "map": {
      const pairs = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`key ${at}`, "value"]));
      const most = Number(type.value.maxPairs);
      return { within: [{}, pairs(most)], beyond: [pairs(most + 1)] };
    }
    case "repeated":
      // What the list holds is up to the caller of this function: see `lists` in fields.test.ts.
      return undefined;
    default:
      throw new Error(`${field.name} has ${type.case} rules, which this test does not know`);
  }
}

/** How many items a list takes: at least, at most. */
export function listLimits(field: DescField): { min: number; max: number } | undefined {
  const { type } = getOption(field, fieldRules);
  if (type.case !== "repeated") return undefined;
  return { min: Number(type.value.minItems), max: Number(type.value.maxItems) };
}

/** Is what is wrong with an item of this list told of in the answer, instead of failing the call? */
export function hasRowsOfItsOwn(field: DescField): boolean {
  const { type } = getOption(field, fieldRules);
  return type.case === "repeated" && type.value.items?.ignore === Ignore.ALWAYS;
}

/** What each pattern of the contract takes and refuses. `n` characters fill the field to its limit. */
const PATTERNS: Readonly<Record<string, { fill: (n: number) => string; bad: readonly string[] }>> =
  {
    "^\\P{Cc}*$": {
      // One character each to people and to the contract, two to JavaScript, four to the wire.
      fill: (n) => "🧦".repeat(n),
      bad: ["a\u0000b", "a\nb", "\u0000", "\u001f", "\u007f", "\u0085"],
    },
    "^[ -~]*$": { fill: (n) => "~".repeat(n), bad: ["é", "a\u0000", "a\n", "\u007f", "🧦"] },
    "^[^\\p{Cc}\\s](\\P{Cc}*[^\\p{Cc}\\s])?$": {
      fill: (n) => "🧦".repeat(n),
      bad: [" a", "a ", "\u00a0a", "a\u0000b", "a\tb", "\n"],
    },
    "^[A-Za-z0-9_+/-]*$": {
      fill: () => "America/Argentina/ComodRivadavia",
      bad: ["Europe Rome", "Rôme"],
    },
    "^[A-Z]{3}$": { fill: () => "EUR", bad: ["", "eur", "EU", "EURO", "E R"] },
    "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$": {
      fill: () => "2036-02-29",
      bad: ["2036", "2036-2-9", "2036-02-29T00:00:00Z", "29.02.2036", " 2036-02-29", "2036-02-2x"],
    },
    "^[0-9]{1,12}([.][0-9]{1,6})?$": {
      fill: () => "999999999999.999999",
      bad: ["", "-1", "1e3", "1,5", "1.", ".5", "1000000000000", "0.1234567", " 1", "NaN"],
    },
  };

const UUID = "0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f";
const NO_UUIDS = ["1", UUID.slice(1), `${UUID}0`, UUID.replace("0", "g"), `${UUID}\n`, `{${UUID}}`];

function stringEdges(rules: StringRules, isEmptyFine: boolean): Edges {
  if (rules.wellKnown.case === "uuid") {
    const empty = [""];
    return isEmptyFine
      ? { within: [...empty, UUID, UUID.toUpperCase()], beyond: NO_UUIDS }
      : { within: [UUID, UUID.toUpperCase()], beyond: [...empty, ...NO_UUIDS] };
  }
  const pattern = PATTERNS[rules.pattern];
  if (rules.pattern !== "" && pattern === undefined)
    throw new Error(`new pattern ${rules.pattern}`);
  const { fill, bad } = pattern ?? { fill: (n: number) => "x".repeat(n), bad: [] };
  const [min, max] = [Number(rules.minLen), Number(rules.maxLen)];
  const within = [max > 0 ? fill(max) : fill(1)];
  const beyond = max > 0 ? [...bad, "x".repeat(max + 1)] : [...bad];
  return min > 0 ? { within, beyond: ["", ...beyond] } : { within, beyond };
}

interface Bound {
  readonly case: string | undefined;
  readonly value?: number | bigint | undefined;
}

interface NumberRules {
  readonly greaterThan: Bound;
  readonly lessThan: Bound;
  readonly notIn: readonly (number | bigint)[];
}

function numberEdges(rules: NumberRules, of: (value: number) => number | bigint): Edges {
  const { greaterThan: low, lessThan: high, notIn } = rules;
  const first = Number(low.value ?? 0) + (low.case === "gt" ? 1 : 0);
  const last = Number(high.value ?? first) - (high.case === "lt" ? 1 : 0);
  const isOpen = high.case === undefined;
  const least = of === BigInt ? -(2n ** 63n) : -(2 ** 31);
  const most = of === BigInt ? 2n ** 63n - 1n : 2 ** 31 - 1;
  return {
    within: [of(first), isOpen ? most : of(last)],
    beyond: [of(first - 1), least, ...(isOpen ? [] : [of(last + 1), most]), ...notIn],
  };
}

function durationEdges({ lessThan, greaterThan }: DurationRules): Edges {
  const seconds = typeof lessThan.value === "object" ? lessThan.value.seconds : 0n;
  const none = { seconds: 0n, nanos: 0 };
  const isZeroIn = greaterThan.case === "gte";
  const inside = [
    { seconds, nanos: 0 },
    { seconds: 0n, nanos: 1 },
  ];
  const outside = [{ seconds: -1n }, { seconds: 0n, nanos: -1 }, { seconds, nanos: 1 }];
  // Binary messages can carry spans that google.protobuf does not allow.
  const absurd = [
    { seconds: 1n, nanos: -1 },
    { seconds: 0n, nanos: 2_000_000_000 },
    { seconds: 2n ** 62n },
  ];
  return {
    within: isZeroIn ? [none, ...inside] : inside,
    beyond: [...(isZeroIn ? [] : [none]), ...outside, ...absurd],
  };
}

function isZeroFine({ ignore }: FieldRules): boolean {
  return ignore === Ignore.IF_ZERO_VALUE;
}
