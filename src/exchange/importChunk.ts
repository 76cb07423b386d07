import { fieldViolation } from "../core/rejection.ts";
import { CommandRejected } from "../store/errors.ts";
import { itemRows, locationRows } from "./catalogRows.ts";
import { importCatalog } from "./importCatalog.ts";
import { type Imported, type Importing, NOTHING_IMPORTED } from "./importing.ts";
import { importMovements } from "./importMovements.ts";
import { importStock } from "./importStock.ts";
import { type Chunk, readChunk, sorted } from "./readChunk.ts";
import type { Row } from "./rows.ts";

/** Rows of one chunk: they are decided within a second, and what is wrong with all of them fits into an answer. */
export const CHUNK_ROWS_MAX = 2_000;

/** What has become of a chunk. */
export interface ImportedChunk extends Imported {
  /** All rows, wrong ones included. */
  readonly rows: number;
}

/**
 * Books the good rows of a piece of a file, and tells of every other one.
 *
 * @throws CommandRejected when there are too many rows, or when the chunk's name was used for another one; and whatever
 * stands in the way of all rows
 */
export async function importChunk(chunk: Chunk, importing: Importing): Promise<ImportedChunk> {
  const { count, rows, problems } = readChunk(chunk);
  if (count > CHUNK_ROWS_MAX) {
    const message = `chunk: has ${count} rows; send at most ${CHUNK_ROWS_MAX} at once`;
    throw new CommandRejected(fieldViolation("chunk", message));
  }
  const imported = rows.length === 0 ? NOTHING_IMPORTED : await importRows(chunk, rows, importing);
  return { ...imported, rows: count, problems: sorted([...problems, ...imported.problems]) };
}

/** Was every good row booked by an earlier request? */
export function isRepeat({ created, updated, unchanged, repeated }: Imported): boolean {
  return repeated > 0 && created + updated + unchanged === 0;
}

function importRows(
  { kind }: Chunk,
  rows: readonly Row[],
  importing: Importing,
): Promise<Imported> {
  switch (kind) {
    case "items":
      return importCatalog(rows, itemRows(importing.catalog), importing);
    case "locations":
      return importCatalog(rows, locationRows(importing.catalog), importing);
    case "stock":
      return importStock(rows, importing);
    case "movements":
      return importMovements(rows, importing);
    default:
      throw new Error(`no such rows: ${String(kind satisfies never)}`);
  }
}
