import type { RejectionReason } from "../core/rejection.ts";
import type { Value } from "./cells.ts";
import type { Column } from "./columns.ts";

/** What is wrong with a row, and where. */
export interface RowProblem {
  /** Of the file, from 1. */
  readonly line: number;
  /** CSV: which cell of the row, from 1. JSON lines: at which character. 0: the row as a whole. */
  readonly column: number;
  /** Name of the column, or empty. */
  readonly field: string;
  readonly reason: RejectionReason;
  readonly message: string;
}

/** One row of a file, its cells not yet looked at. Cells that say nothing are left out. */
export interface RawRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
  /** Where a column's cell is, as `RowProblem` tells it. */
  readonly columnOf: (name: string) => number;
}

/** What was found in a piece of a file. */
export interface RawRows {
  readonly rows: readonly RawRow[];
  readonly problems: readonly RowProblem[];
}

/** One good row. */
export class Row {
  readonly line: number;
  /** Where a column's cell is, as `RowProblem` tells it. */
  readonly columnOf: (name: string) => number;
  readonly #values: ReadonlyMap<string, Value>;

  constructor({ line, columnOf }: RawRow, values: ReadonlyMap<string, Value>) {
    this.line = line;
    this.columnOf = columnOf;
    this.#values = values;
  }

  /** The text of a cell; null: it says nothing. */
  text(name: string): string | null {
    return this.#get(name, "string");
  }

  count(name: string): bigint | null {
    return this.#get(name, "bigint");
  }

  flag(name: string): boolean | null {
    return this.#get(name, "boolean");
  }

  /** A moment, as it is told everywhere: milliseconds since 1970. */
  instant(name: string): number | null {
    return this.#get(name, "number");
  }

  attributes(name: string): Readonly<Record<string, string>> | null {
    return this.#get(name, "object");
  }

  /** Everything that the row says, in one text: the same for the same. */
  get said(): string {
    const said = [...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(said, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
  }

  /** A problem of this row. @param field the column, or empty for the whole row */
  problem(reason: RejectionReason, field: string, message: string): RowProblem {
    const column = field === "" ? 0 : this.columnOf(field);
    return { line: this.line, column, field, reason, message };
  }

  #get<K extends keyof Types>(name: string, type: K): Types[K] | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    if (isA(value, type)) return value;
    throw new Error(`${name} is a ${typeof value}, not a ${type}`);
  }
}

/** What cells may hold, by what JavaScript calls it. */
interface Types {
  readonly string: string;
  readonly bigint: bigint;
  readonly boolean: boolean;
  readonly number: number;
  readonly object: Readonly<Record<string, string>>;
}

function isA<K extends keyof Types>(value: Value, type: K): value is Value & Types[K] {
  return typeof value === type;
}

/** The names that an import may be given. */
export function namesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(", ");
}

/** A problem with what is written, rather than with what it says. */
export function badRow(line: number, column: number, field: string, message: string): RowProblem {
  return { line, column, field, reason: "FIELD_VIOLATION", message };
}
