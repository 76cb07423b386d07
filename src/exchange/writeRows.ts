import { stringify } from "csv-stringify/sync";

import type { Value } from "./cells.ts";
import { type Column, COLUMNS, type RowFormat, type RowKind } from "./columns.ts";

/** What is to be written of one row: null says nothing. */
export type Told = Readonly<Partial<Record<string, Value | null>>>;

/** Text of rows, with how to write the line above them. */
export interface Writer {
  /** The header line, or nothing. */
  readonly header: string;
  /** One row, with the end of its line. */
  readonly line: (row: Told) => string;
}

/** Writes rows of a kind so that an import reads them as they are. */
export function writerOf(kind: RowKind, format: RowFormat): Writer {
  const columns = COLUMNS[kind];
  if (format === "jsonl") return { header: "", line: (row) => `${jsonOf(columns, row)}\n` };
  return {
    header: stringify([columns.map(({ name }) => name)]),
    line: (row) => stringify([columns.map((column) => textOf(column, row[column.name]))]),
  };
}

function jsonOf(columns: readonly Column[], row: Told): string {
  const said = columns.flatMap((column): [string, unknown][] => {
    const value = row[column.name];
    if (value === undefined || value === null) return [];
    const { is } = column.type;
    if (is === "attributes" || is === "flag") return [[column.name, value]];
    // Beyond this a reader of JSON may not tell one number from the next.
    const isPlain = is === "count" && Number.isSafeInteger(Number(value));
    return [[column.name, isPlain ? Number(value) : textOf(column, value)]];
  });
  return JSON.stringify(Object.fromEntries(said));
}

function textOf({ type }: Column, value: Value | null | undefined): string {
  if (value === undefined || value === null) return "";
  if (type.is === "instant") return new Date(Number(value)).toISOString();
  if (typeof value !== "object") return String(value);
  return Object.keys(value).length === 0 ? "" : JSON.stringify(value);
}

/** What a page may come to: a message must not be larger than 4 MiB. */
const PAGE_CHARACTERS_MAX = 262_144;

/** As many of the rows as fit into one page, and how many these are: one at least, where there are any. */
export function pageOfLines(
  { header, line }: Writer,
  rows: readonly { readonly told: Told }[],
  max: number,
  isFirst: boolean,
): { lines: string; count: number } {
  let lines = isFirst ? header : "";
  let count = 0;
  for (const { told } of rows.slice(0, max)) {
    if (count > 0 && lines.length > PAGE_CHARACTERS_MAX) break;
    lines += line(told);
    count += 1;
  }
  return { lines, count };
}
