import { type CsvError, parse } from "csv-parse/sync";

import type { Column } from "./columns.ts";
import { RecordSplitter } from "./recordSplitter.ts";
import { badRow, namesOf, type RawRow, type RawRows, type RowProblem } from "./rows.ts";

const TOO_LONG = "is longer than any good row; see whether a quote is missing";

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** The names of a header line, or what is wrong with it. */
interface Header {
  readonly names: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** What says that a file has a mistake in its quotes, and what to do about it. */
const QUOTES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    "a quoted cell is not closed; write its closing quote, or take out the first",
  INVALID_OPENING_QUOTE:
    "a quote stands in a cell that has none around it; quote the cell, and write quotes in it twice",
  CSV_INVALID_CLOSING_QUOTE:
    "something follows a closing quote; write quotes inside of a cell twice",
};

/**
 * Reads CSV as RFC 4180 has it: commas, cells in double quotes where they need them, lines that end in LF or CRLF.
 * Empty lines are passed over.
 *
 * @param header the header line, when the text does not begin with it
 * @param firstLine number of the text's first line in its file
 */
export function readCsv(
  text: string,
  header: string,
  firstLine: number,
  columns: readonly Column[],
): RawRows {
  const headed = header === "" ? text : `${header.replace(/[\r\n]+$/, "")}\n${text}`;
  // The header that was given beside the text stands in no line of it.
  const offset = header === "" ? firstLine - 1 : firstLine - 2;
  const problems: RowProblem[] = [];
  const parsed = split(headed, offset, problems);
  const [first, ...records] = parsed;
  if (first === undefined) {
    if (problems.length === 0 && text.trim() !== "") return { rows: [], problems };
    return { rows: [], problems: problems.length > 0 ? problems : [noHeader(firstLine)] };
  }
  const headerLine = header === "" ? first.line : 1;
  const { names, problems: wrong } = readHeader(first.cells, headerLine, columns);
  if (wrong.length > 0) return { rows: [], problems: wrong };
  const columnOf = (name: string): number => names.indexOf(name) + 1;
  const rows: RawRow[] = [];
  for (const { line, cells } of records) {
    const miscounted = countProblem(line, cells, names);
    if (miscounted !== undefined) problems.push(miscounted);
    else rows.push({ line, cells: cellsOf(names, cells), columnOf });
  }
  return { rows, problems };
}

interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The records of a text, each with the line that it begins in. A quote that is wrong may take good rows with it: then
 * each record is read by itself.
 */
function split(text: string, offset: number, problems: RowProblem[]): Cells[] {
  const wrong: RowProblem[] = [];
  const records = parseAll(text, offset, wrong);
  if (wrong.length === 0) return records;
  const splitter = new RecordSplitter(true);
  const parts = [...splitter.push(Buffer.from(text)), ...splitter.end()];
  return parts.flatMap(({ bytes, line, lines, isTooLong }) => {
    const first = line + offset;
    if (isTooLong) problems.push(badRow(first, 0, "", TOO_LONG));
    const mistakes: RowProblem[] = [];
    const cells = parseAll(bytes.toString(), first - 1, mistakes);
    if (mistakes.length === 0) return cells;
    problems.push(...mistakes.slice(0, 1), ...unread(first, lines));
    return [];
  });
}

/** The lines behind a wrong quote: what is a cell in them and what is a row, nobody can tell. */
function unread(first: number, lines: number): RowProblem[] {
  const message = `was not read, for the quotes from line ${first} on are wrong; correct these first`;
  return Array.from({ length: Math.max(0, lines - 1) }, (_, index) =>
    badRow(first + 1 + index, 0, "", message),
  );
}

function parseAll(text: string, offset: number, problems: RowProblem[]): Cells[] {
  const parsed = parse(text, {
    bom: true,
    info: true,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n"],
    skip_records_with_error: true,
    on_skip: (error) => {
      problems.push(quoteProblem(error, offset));
      return undefined;
    },
  }) as unknown as Parsed[];
  const records = parsed.map(({ info, record }) => {
    return { line: info.lines - breaksIn(record) + offset, cells: record };
  });
  return records.filter(({ cells }) => cells.length > 1 || cells[0] !== "");
}

function breaksIn(record: readonly string[]): number {
  let breaks = 0;
  for (const cell of record) if (cell.includes("\n")) breaks += cell.split("\n").length - 1;
  return breaks;
}

function quoteProblem(error: CsvError | undefined, offset: number): RowProblem {
  const line = 1 + offset;
  const column = Number(error?.["column"] ?? 0);
  const message = QUOTES[error?.code ?? ""] ?? "is no CSV; write cells with commas between them";
  return badRow(line, Number.isInteger(column) ? column + 1 : 0, "", message);
}

/** Reads the names of the columns: each is known and comes once, and none that is required is missing. */
function readHeader(cells: readonly string[], line: number, columns: readonly Column[]): Header {
  const names = cells.map((cell) => cell.trim());
  const problems: RowProblem[] = [];
  for (const [index, name] of names.entries()) {
    const at = index + 1;
    const isKnown = columns.some((column) => column.name === name);
    const known = `the columns are ${namesOf(columns)}`;
    if (!isKnown)
      problems.push(
        badRow(
          line,
          at,
          name.slice(0, 100),
          `${JSON.stringify(name.slice(0, 40))} is no column; ${known}`,
        ),
      );
    else if (names.indexOf(name) !== index)
      problems.push(
        badRow(line, at, name, `column ${names.indexOf(name) + 1} is called so too; leave one out`),
      );
  }
  for (const column of columns) {
    if (column.required !== true || names.includes(column.name)) continue;
    problems.push(badRow(line, 0, column.name, `the column ${column.name} is missing; add it`));
  }
  return { names, problems };
}

function countProblem(
  line: number,
  cells: readonly string[],
  names: readonly string[],
): RowProblem | undefined {
  if (cells.length === names.length) return undefined;
  const message = `${cells.length} cells under ${names.length} columns; put cells that have commas in them in quotes`;
  return badRow(line, Math.min(cells.length, names.length) + 1, "", message);
}

function cellsOf(names: readonly string[], cells: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? "";
    if (cell !== "") map.set(name, cell);
  }
  return map;
}

function noHeader(line: number): RowProblem {
  return badRow(line, 0, "", "there is no header line; begin with the names of the columns");
}
