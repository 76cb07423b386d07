import { type Holdfast, ErrorReason, RowFormat, RowKind } from "@holdfast/client";

import type { RowFormat as FormatName, RowKind as KindName } from "../../exchange/columns.ts";
import { type Piece, piecesOf } from "../../exchange/pieces.ts";
import type { BadRow } from "./badRows.ts";

/** Pieces under way at once: enough that the server always has the next one. */
const PIECES_AT_ONCE = 4;

/** What is imported, and how. */
export interface FileImport {
  readonly kind: KindName;
  readonly format: FormatName;
  /** Names the import: the same rows under the same name are booked once. */
  readonly id: string;
  readonly isDryRun: boolean;
  readonly fromLine: number;
}

const REASONS = new Map<number, string>(
  Object.entries(ErrorReason).map(([name, number]) => [number, name]),
);

/** What became of a file, so far. */
export interface Totals {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  repeated: number;
  /** How many bytes of the file were read. */
  position: number;
}

/** Who is told how it goes. */
export interface Listener {
  bad(errors: readonly BadRow[]): void;
  piece(totals: Readonly<Totals>): void;
}

/** A call failed for good. What is before `fromLine` is imported. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
  readonly fromLine: number;

  constructor(fromLine: number, cause: unknown) {
    super("the import was broken off", { cause });
    this.fromLine = fromLine;
  }
}

/** The kinds of rows, as they are sent. */
export const KINDS = {
  items: RowKind.ITEMS,
  locations: RowKind.LOCATIONS,
  stock: RowKind.STOCK,
  movements: RowKind.MOVEMENTS,
} satisfies Record<KindName, RowKind>;

/** The formats, as they are sent. */
export const FORMATS = {
  csv: RowFormat.CSV,
  jsonl: RowFormat.JSON_LINES,
} satisfies Record<FormatName, RowFormat>;

/**
 * Sends a file in pieces, several at once; movements one after the other, for their order counts.
 *
 * @throws BrokenOff
 */
export async function importFile(
  client: Holdfast,
  file: AsyncIterable<Uint8Array>,
  options: FileImport,
  listener: Listener,
): Promise<Readonly<Totals>> {
  const totals = { rows: 0, created: 0, updated: 0, unchanged: 0, repeated: 0, position: 0 };
  const atOnce = options.kind === "movements" ? 1 : PIECES_AT_ONCE;
  const under = new Map<number, Promise<void>>();
  const failures: { readonly line: number; readonly error: unknown }[] = [];
  const send = async (piece: Piece): Promise<void> => {
    try {
      await sendPiece(client, piece, options, totals, listener);
    } catch (error) {
      failures.push({ line: piece.firstLine, error });
    } finally {
      under.delete(piece.firstLine);
    }
  };
  for await (const piece of piecesOf(file, options)) {
    while (under.size >= atOnce) await Promise.race(under.values());
    if (failures.length > 0) break;
    under.set(piece.firstLine, send(piece));
  }
  await Promise.all(under.values());
  const [broken] = failures.toSorted((a, b) => a.line - b.line);
  if (broken !== undefined) throw new BrokenOff(broken.line, broken.error);
  return totals;
}

async function sendPiece(
  client: Holdfast,
  piece: Piece,
  { kind, format, id, isDryRun }: FileImport,
  totals: Totals,
  listener: Listener,
): Promise<void> {
  const tooLong = piece.tooLong.map((line) => {
    const message = "is longer than any good row; see whether a quote is missing";
    return { line, column: 0, field: "", reason: "FIELD_VIOLATION", message };
  });
  const answer = await client.exchange.import({
    requestId: `${id}/${piece.firstLine}`,
    kind: KINDS[kind],
    format: FORMATS[format],
    chunk: piece.bytes,
    firstLine: BigInt(piece.firstLine),
    header: piece.header,
    validateOnly: isDryRun,
  });
  totals.rows += answer.rows + tooLong.length;
  for (const count of ["created", "updated", "unchanged", "repeated"] as const) {
    totals[count] += answer[count];
  }
  totals.position = Math.max(totals.position, piece.position);
  const errors = answer.errors.map(({ line, column, field, reason, message }) => {
    return { line: Number(line), column, field, reason: REASONS.get(reason) ?? "", message };
  });
  listener.bad([...tooLong, ...errors]);
  listener.piece(totals);
}
