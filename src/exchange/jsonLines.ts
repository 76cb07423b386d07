import type { Column } from "./columns.ts";
import { badRow, namesOf, type RawRow, type RawRows, type RowProblem } from "./rows.ts";

/**
 * Reads JSON lines: an object per line. Empty lines are passed over.
 *
 * @param firstLine number of the text's first line in its file
 */
export function readJsonLines(
  text: string,
  firstLine: number,
  columns: readonly Column[],
): RawRows {
  const rows: RawRow[] = [];
  const problems: RowProblem[] = [];
  const known = new Map(columns.map((column) => [column.name, column]));
  for (const [index, source] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (source.trim() === "") continue;
    const line = firstLine + index;
    const object = parse(source);
    if (typeof object === "number") {
      const message = 'is no JSON object; write one in a line, such as {"sku":"SOCK"}';
      problems.push(badRow(line, object, "", message));
      continue;
    }
    const columnOf = (name: string): number => placeOf(source, name);
    const { cells, wrong } = cellsOf(object, known, columnOf, line, columns);
    problems.push(...wrong);
    if (wrong.length === 0) rows.push({ line, cells, columnOf });
  }
  return { rows, problems };
}

/** The object of a line, or at which character it stops being one. */
function parse(source: string): Readonly<Record<string, unknown>> | number {
  try {
    const value: unknown = JSON.parse(source);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : 1;
  } catch (error) {
    const place = /at position (\d+)/.exec(Error.isError(error) ? error.message : "")?.[1];
    return place === undefined ? source.length : Number(place) + 1;
  }
}

function cellsOf(
  object: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, Column>,
  columnOf: (name: string) => number,
  line: number,
  columns: readonly Column[],
): { cells: ReadonlyMap<string, string>; wrong: readonly RowProblem[] } {
  const cells = new Map<string, string>();
  const wrong: RowProblem[] = [];
  for (const [name, value] of Object.entries(object)) {
    const column = known.get(name);
    const text = column === undefined ? undefined : textOf(column, value);
    if (column === undefined) {
      const message = `${JSON.stringify(name.slice(0, 40))} is no column; the columns are ${namesOf(columns)}`;
      wrong.push(badRow(line, columnOf(name), name.slice(0, 100), message));
    } else if (text === undefined) {
      const message = `a ${Array.isArray(value) ? "list" : typeof value} is not wanted here; ${remedyFor(column)}`;
      wrong.push(badRow(line, columnOf(name), name, message));
    } else if (text !== null) cells.set(name, text);
  }
  return { cells, wrong };
}

/** What a value says as the text of a cell; null: nothing; undefined: it is of no use here. */
function textOf({ type }: Column, value: unknown): string | null | undefined {
  if (value === null) return null;
  if (type.is === "attributes") {
    return typeof value === "object" ? JSON.stringify(value) : undefined;
  }
  if (typeof value === "string") return value;
  if (type.is === "flag") return typeof value === "boolean" ? String(value) : undefined;
  const isNumber = type.is === "count" || type.is === "amount";
  return isNumber && typeof value === "number" ? String(value) : undefined;
}

function remedyFor({ type }: Column): string {
  if (type.is === "attributes") return "write an object of texts";
  if (type.is === "flag") return "write true or false";
  return type.is === "count" ? "write a whole number" : "write a text in quotes";
}

/** At which character the name stands, from 1. */
function placeOf(source: string, name: string): number {
  const quoted = JSON.stringify(name);
  for (let at = source.indexOf(quoted); at !== -1; at = source.indexOf(quoted, at + 1)) {
    if (/^\s*:/.test(source.slice(at + quoted.length, at + quoted.length + 20))) return at + 1;
  }
  return 0;
}
