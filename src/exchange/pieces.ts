import type { RowFormat } from "./columns.ts";
import { CHUNK_ROWS_MAX } from "./importChunk.ts";
import { type FileRecord, RecordSplitter } from "./recordSplitter.ts";

/** Well below what a request may hold. */
const PIECE_BYTES_MAX = 524_288;

/** Whole rows of a file, as many as are sent at once. */
export interface Piece {
  readonly bytes: Buffer;
  /** Number of its first line in the file. */
  readonly firstLine: number;
  /** The header line of a CSV file. */
  readonly header: string;
  readonly rows: number;
  /** Lines that are too long to be sent. */
  readonly tooLong: readonly number[];
  /** How many bytes of the file end with it. */
  readonly position: number;
}

/** How to cut a file. */
export interface Cutting {
  readonly format: RowFormat;
  /** What is before this line was imported already. */
  readonly fromLine: number;
}

/**
 * Cuts a file into pieces as it comes, holding no more of it than one of them. The same file makes the same pieces.
 */
export async function* piecesOf(
  file: AsyncIterable<Uint8Array>,
  { format, fromLine }: Cutting,
): AsyncGenerator<Piece> {
  const splitter = new RecordSplitter(format === "csv");
  const cutter = new Cutter(format, fromLine);
  for await (const bytes of file) {
    for (const record of splitter.push(bytes)) yield* cutter.take(record);
  }
  for (const record of splitter.end()) yield* cutter.take(record);
  yield* cutter.rest();
}

class Cutter {
  readonly #fromLine: number;
  #header: string | undefined;
  #records: FileRecord[] = [];
  #size = 0;
  #position = 0;

  constructor(format: RowFormat, fromLine: number) {
    this.#fromLine = fromLine;
    if (format !== "csv") this.#header = "";
  }

  *take(record: FileRecord): Generator<Piece> {
    this.#position += record.bytes.length;
    if (this.#header === undefined) {
      this.#header = record.bytes
        .toString()
        .replace(/^\uFEFF/, "")
        .replace(/[\r\n]+$/, "");
      return;
    }
    if (record.line < this.#fromLine) return;
    this.#records.push(record);
    this.#size += record.bytes.length;
    const isFull = this.#records.length === CHUNK_ROWS_MAX || this.#size > PIECE_BYTES_MAX;
    if (isFull || record.isOpen) yield* this.rest();
  }

  *rest(): Generator<Piece> {
    const records = this.#records;
    const [first] = records;
    if (first === undefined) return;
    this.#records = [];
    this.#size = 0;
    const tooLong = records.filter(({ isTooLong }) => isTooLong).map(({ line }) => line);
    // A line that is left out leaves its end behind, so that those after it keep their numbers.
    const bytes = Buffer.concat(
      records.map((record) => (record.isTooLong ? Buffer.from("\n") : record.bytes)),
    );
    yield {
      bytes,
      firstLine: first.line,
      header: this.#header ?? "",
      rows: records.length,
      tooLong,
      position: this.#position,
    };
  }
}
