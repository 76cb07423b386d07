import { NOTHING } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundleHasNoStock } from "../bundle/ownStock.ts";
import type { ImportStock, ImportStockLine } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import {
  fieldViolation,
  itemNotFound,
  type LineRefusal,
  linesRefused,
  locationNotFound,
  type Rejection,
} from "../rejection.ts";
import type { StockRow } from "../stock.ts";
import { managedByWms } from "../wms/managed.ts";
import { lotFor } from "./receive.ts";

/** A row, and how many units more are on hand there than the books say. */
interface Difference {
  readonly row: StockRow;
  readonly delta: bigint;
}

/**
 * States what is on hand at many places at once, as a file of another system has it. All lines or none; where some are
 * wrong all of them are named, so that the rest can be booked without them. Only what differs is posted: a file that is
 * read again moves nothing. A lot that is named for the first time is made, as by a receipt.
 */
export function decideImportStock(books: Books, command: ImportStock): Decision {
  const draft = new Draft(books);
  const refused: LineRefusal[] = [];
  const found = new Map<string, Difference>();
  for (const [index, line] of command.lines.entries()) {
    const row = rowFor(draft, line, `lines[${index}]`);
    if ("reason" in row) refused.push({ index, rejection: row });
    else if (found.has(placeOf(row))) refused.push({ index, rejection: saidTwice(line, index) });
    else found.set(placeOf(row), { row, delta: line.quantity - row.balances.onHand });
  }
  if (refused.length > 0) return rejected(linesRefused(refused));
  const differing = [...found.values()].filter(({ delta }) => delta !== 0n);
  for (const { row, delta } of differing) {
    if (delta > 0n) continue;
    makeRoom(draft, row.id, -delta);
    const isShort = isClaimed(draft.stock(row.id), -delta);
    if (isShort && hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);
  }
  return book(draft, command, differing);
}

function book(draft: Draft, command: ImportStock, differing: readonly Difference[]): Decision {
  const { reason, reference } = command;
  const entry = draft.open(entryOf(command, "set_stock", draft.now, { reason, reference }));
  for (const { row, delta } of differing) {
    if (row.version === 0) draft.addStock(row);
    draft.move(entry, row.id, { onHand: delta });
  }
  return draft.accept({ stockIds: differing.map(({ row }) => row.id) });
}

/** The stock row of a line; where there is none, an empty one that is not in the draft yet. */
function rowFor(draft: Draft, line: ImportStockLine, field: string): StockRow | Rejection {
  const item = draft.books.item(line.sku);
  if (item === undefined) return itemNotFound(line.sku, `${field}.sku`);
  const bundle = bundleHasNoStock(item, `${field}.sku`, "count");
  if (bundle !== undefined) return bundle;
  const location = draft.books.location(line.location);
  if (location === undefined) return locationNotFound(line.location, `${field}.location`);
  const lot = lotFor(draft, item, location, line, draft.now, field);
  if (lot !== null && "reason" in lot) return { field: `${field}.lot`, ...lot };
  const known = draft.books
    .stockOfItem(item.id)
    .map((id) => draft.stock(id))
    .find((row) => row.location.id === location.id && (row.lot?.id ?? null) === (lot?.id ?? null));
  const empty = { id: line.stockId, balances: NOTHING, overdueHeld: 0n, version: 0 };
  const row = known ?? { ...empty, item, location, lot };
  // What only its warehouse system may say can still be said again: an export can always be imported.
  if (line.quantity === row.balances.onHand) return row;
  const refusal = managedByWms(location, "what it has is not for a file to say");
  return refusal === undefined ? row : { ...refusal, field: `${field}.location` };
}

/** Names the row, also when it is not there yet. */
function placeOf({ item, location, lot }: StockRow): string {
  return `${item.id}/${location.id}/${lot?.id ?? ""}`;
}

function saidTwice(line: ImportStockLine, index: number): Rejection {
  const field = `lines[${index}]`;
  const message = `${field}: ${line.sku} at ${line.location} is said before, in the same lot or none; say it once`;
  return fieldViolation(field, message);
}
