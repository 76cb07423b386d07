import { isUtf8 } from "node:buffer";

import { readCell, type Value } from "./cells.ts";
import { type Column, COLUMNS, type RowFormat, type RowKind } from "./columns.ts";
import { readCsv } from "./csv.ts";
import { readJsonLines } from "./jsonLines.ts";
import { badRow, type RawRow, Row, type RowProblem } from "./rows.ts";

/** A piece of a file: whole lines of it. */
export interface Chunk {
  readonly kind: RowKind;
  readonly format: RowFormat;
  readonly bytes: Uint8Array;
  /** Number of its first line in the file, from 1. */
  readonly firstLine: number;
  /** The header line of a CSV file, unless the chunk begins with it; otherwise empty. */
  readonly header: string;
}

/** What a chunk says: its good rows, and what is wrong with the others, in the order of their lines. */
export interface ReadRows {
  /** How many rows there are, wrong ones included. */
  readonly count: number;
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
}

/** What is told of one row at most: the first mistakes are enough to see what is wrong. */
const PROBLEMS_PER_ROW_MAX = 5;

/** Reads a piece of a file. Never throws for what stands in it. */
export function readChunk(chunk: Chunk): ReadRows {
  const columns = COLUMNS[chunk.kind];
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(chunk.bytes);
  const raw =
    chunk.format === "csv"
      ? readCsv(text, chunk.header, chunk.firstLine, columns)
      : readJsonLines(text, chunk.firstLine, columns);
  // What was no UTF-8 has become this character.
  const isForeign = isUtf8(chunk.bytes) ? () => false : (cell: string) => cell.includes("\uFFFD");
  const rows: Row[] = [];
  const problems: RowProblem[] = [...raw.problems];
  for (const row of raw.rows) {
    const { values, wrong } = readRow(row, columns, isForeign);
    if (wrong.length === 0) rows.push(new Row(row, values));
    else problems.push(...wrong.slice(0, PROBLEMS_PER_ROW_MAX));
  }
  const badLines = new Set(problems.map(({ line }) => line));
  return { count: rows.length + badLines.size, rows, problems: sorted(problems) };
}

/** In the order in which they stand in the file. */
export function sorted(problems: readonly RowProblem[]): RowProblem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function readRow(
  row: RawRow,
  columns: readonly Column[],
  isForeign: (cell: string) => boolean,
): { values: ReadonlyMap<string, Value>; wrong: readonly RowProblem[] } {
  const values = new Map<string, Value>();
  const wrong: RowProblem[] = [];
  const refuse = (name: string, message: string): void => {
    wrong.push(badRow(row.line, row.columnOf(name), name, message));
  };
  for (const { name, type, required, told } of columns) {
    const text = row.cells.get(name);
    if (told === true) continue;
    if (text === undefined || (text === "" && type.is !== "text")) {
      if (required === true) refuse(name, `${name} is empty; fill it in`);
    } else if (text === "" && required === true) refuse(name, `${name} is empty; fill it in`);
    else if (isForeign(text)) refuse(name, "is not UTF-8; save the file in that encoding");
    else {
      const cell = readCell(type, text);
      if ("wrong" in cell) refuse(name, cell.wrong);
      else values.set(name, cell.value);
    }
  }
  return { values, wrong };
}
