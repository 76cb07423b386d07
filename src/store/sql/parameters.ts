/** A value that goes into a statement. */
export type Element = string | number | bigint | boolean | null;
export type Parameter = Element | readonly Element[];

/**
 * A parameter as PostgreSQL reads it from text. node-pg would look for characters to escape in every number of an array
 * and put its text together piece by piece: a fifth of all memory that a busy server asked for.
 */
export function parameterText(value: Parameter): string | null {
  if (value === null) return null;
  return isArray(value) ? `{${value.map(elementText).join(",")}}` : String(value);
}

function elementText(value: Element): string | number | bigint | boolean {
  if (value === null) return "NULL";
  if (typeof value !== "string") return value;
  return `"${NEEDS_ESCAPE.test(value) ? value.replaceAll(NEEDS_ESCAPES, String.raw`\$&`) : value}"`;
}

const NEEDS_ESCAPE = /["\\]/;
const NEEDS_ESCAPES = /["\\]/g;

function isArray(value: Parameter): value is readonly Element[] {
  return Array.isArray(value);
}
