import type { CellType } from "./columns.ts";

/** What a cell holds once it is read. */
export type Value = string | bigint | boolean | number | Readonly<Record<string, string>>;

/** A cell that was read, or what is wrong with it and the remedy. */
export type Cell = { readonly value: Value } | { readonly wrong: string };

const WHOLE = /^-?\d{1,13}$/;
const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const INSTANT_LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const ATTRIBUTES_MAX = 50;
/** A value is told back in part: a cell may hold a whole page. */
const TOLD_MAX = 40;

/** Reads the text of a cell. Empty cells are not asked: they say nothing. */
export function readCell(type: CellType, text: string): Cell {
  switch (type.is) {
    case "name":
    case "text":
    case "printable":
      return readText(type, text);
    case "count":
      return readCount(type, text);
    case "flag":
      if (text !== "true" && text !== "false") return wrong(text, "write true or false");
      return { value: text === "true" };
    case "choice":
      if (!type.of.includes(text)) return wrong(text, `write ${type.of.join(" or ")}`);
      return { value: text };
    case "instant":
      return readInstant(text);
    case "amount":
      if (!AMOUNT.test(text)) {
        return wrong(text, "write a decimal number such as 12.50, not below 0, without spaces");
      }
      return { value: text };
    case "currency":
      if (!/^[A-Z]{3}$/.test(text)) return wrong(text, "write three capital letters such as EUR");
      return { value: text };
    case "attributes":
      return readAttributes(text);
    default:
      throw new Error(`no such cell: ${String(type satisfies never)}`);
  }
}

function readText({ is, max }: { readonly is: string; readonly max: number }, text: string): Cell {
  if (/\p{Cc}/u.test(text)) return wrong(text, "take out line breaks, tabs and control characters");
  if (lengthOf(text) > max) return wrong(text, `write at most ${max} characters`);
  if (is === "name" && text.trim() !== text) return wrong(text, "take out the space at its end");
  if (is === "printable" && !/^[ -~]*$/.test(text)) return wrong(text, "write ASCII characters");
  return { value: text };
}

/** In characters as the contract counts them: an emoji is one, or several. */
function lengthOf(text: string): number {
  return text.length > 10_000 ? text.length : Array.from(text).length;
}

function readCount(type: { readonly min: bigint; readonly max: bigint }, text: string): Cell {
  if (!WHOLE.test(text)) {
    return wrong(text, "write a whole number in digits, without spaces, points or commas");
  }
  const value = BigInt(text);
  if (value < type.min || value > type.max) {
    return wrong(text, `write a number from ${type.min} to ${type.max}`);
  }
  return { value };
}

function readInstant(text: string): Cell {
  const at = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (at >= 0 && at <= INSTANT_LAST && isDay(text.slice(0, 10))) return { value: at };
  return wrong(text, "write a moment from 1970 to 9999 such as 2026-03-29T12:00:00Z");
}

/** JavaScript takes the 31st of February for a day of March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

function readAttributes(text: string): Cell {
  const object = parse(text);
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    return wrong(text, 'write a JSON object such as {"colour":"red"}');
  }
  const entries = Object.entries(object);
  if (entries.length > ATTRIBUTES_MAX) return wrong(text, `name at most ${ATTRIBUTES_MAX}`);
  for (const [name, value] of entries) {
    const isName = name !== "" && "value" in readText({ is: "text", max: 100 }, name);
    if (!isName) return wrong(name, "name each in 1 to 100 characters");
    if (typeof value !== "string") return wrong(name, "give each a text");
    if (!("value" in readText({ is: "text", max: 500 }, value))) {
      return wrong(name, "give each a text of at most 500 characters without line breaks");
    }
  }
  return { value: Object.fromEntries(entries) as Readonly<Record<string, string>> };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function wrong(text: string, remedy: string): Cell {
  const told =
    lengthOf(text) > TOLD_MAX ? `${Array.from(text).slice(0, TOLD_MAX).join("")}…` : text;
  return { wrong: `${JSON.stringify(told)}: ${remedy}` };
}
