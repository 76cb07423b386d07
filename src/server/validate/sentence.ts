import type { Violation } from "@bufbuild/protovalidate";
import type { Path } from "@bufbuild/protobuf/reflect";

/** What the patterns of the contract mean, in words. */
const PATTERNS: Readonly<Record<string, string>> = {
  "^\\P{Cc}*$": "must not contain control characters, such as line breaks or NUL",
  "^[ -~]*$": "must consist of printable ASCII characters",
  "^[^\\p{Cc}\\s](\\P{Cc}*[^\\p{Cc}\\s])?$":
    "must not contain control characters, nor begin or end with a space",
  "^[A-Za-z0-9_+/-]*$": 'must be an IANA time zone, such as "Europe/Rome"',
  "^[A-Z]{3}$": 'must be an ISO 4217 code of three capital letters, such as "EUR"',
  "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$": "must be a day, such as 2026-03-29",
  "^[0-9]{1,12}([.][0-9]{1,6})?$":
    'must be a decimal number such as "12.50", with at most 12 digits before and 6 after the point',
};

/** Says what a violation is about, as a sentence whose subject is the field. */
export function sentence(violation: Violation, value: unknown): string {
  switch (violation.ruleId) {
    case "string.pattern":
      return PATTERNS[patternOf(violation.message)] ?? violation.message;
    case "string.min_len":
      return value === "" ? "must not be empty" : violation.message;
    case "string.uuid":
    case "string.uuid_empty":
      return "must be a UUID, such as 0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f";
    case "repeated.min_items":
      return "must have at least one item";
    case "map.max_pairs":
      return violation.message.replace(/^map /, "");
    case "int64.not_in":
      return "must not be 0";
    case "enum.not_in":
      return "must be named";
    case "enum.defined_only":
      return "must be one of the values that the contract defines";
    case "required":
      return "must be set";
    default:
      return violation.message;
  }
}

/** The value that a path leads to, or undefined. */
export function valueAt(message: unknown, path: Path): unknown {
  let value = message;
  for (const step of path) {
    const key = step.kind === "field" ? step.localName : step.kind === "list_sub" ? step.index : "";
    value = (value as Record<string | number, unknown> | undefined)?.[key];
  }
  return value;
}

function patternOf(message: string): string {
  return message.slice(message.indexOf("`") + 1, message.lastIndexOf("`"));
}
