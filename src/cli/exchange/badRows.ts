import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import { stringify } from "csv-stringify/sync";

/** A row that was left out. */
export interface BadRow {
  readonly line: number;
  readonly column: number;
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** So many are told on the screen; the rest are counted, and stand in the file for errors if there is one. */
const TOLD_MAX = 20;

/** Tells of rows that were left out, and writes all of them down. */
export class BadRows {
  readonly #file: WriteStream | undefined;
  readonly #tell: (line: string) => void;
  readonly #lines = new Set<string>();
  #count = 0;

  /** @param path where to write all of them, as CSV; or undefined */
  constructor(path: string | undefined, tell: (line: string) => void) {
    this.#tell = tell;
    this.#file = path === undefined ? undefined : createWriteStream(path);
    this.#file?.write(stringify([["line", "column", "field", "reason", "message"]]));
  }

  /** How many rows are wrong. */
  get count(): number {
    return this.#count;
  }

  /** @param errors of one piece: of a row, all its mistakes come together */
  add(errors: readonly BadRow[]): void {
    this.#count += new Set(errors.map(({ line }) => line)).size;
    for (const { line, column, field, reason, message } of errors) {
      this.#file?.write(stringify([[line, column, field, reason, message]]));
      if (this.#lines.size >= TOLD_MAX) continue;
      const where = column === 0 ? `line ${line}` : `line ${line}, column ${column}`;
      const told = `${where}${field === "" ? "" : ` (${field})`}: ${message}`;
      this.#lines.add(told);
      this.#tell(told);
    }
  }

  async close(): Promise<void> {
    if (this.#count > this.#lines.size && this.#file === undefined) {
      this.#tell("… and more; --errors FILE writes all of them down");
    }
    if (this.#file === undefined) return;
    this.#file.end();
    await finished(this.#file);
  }
}
