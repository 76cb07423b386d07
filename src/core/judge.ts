import type { Books } from "./books.ts";
import type { KnownEntry } from "./facts.ts";
import { type Command, isChore, type Return } from "./command.ts";
import type { Count } from "./count/count.ts";
import { type Accepted, type Decision, rejected } from "./decision.ts";
import { decide } from "./decide.ts";
import { requestIdReused } from "./rejection.ts";
import { shippedFor } from "./returning.ts";
import type { StockRow } from "./stock.ts";
import type { Transfer } from "./transfer/transfer.ts";

/** The request was carried out before: it is answered, and has no second effect. */
export interface Replayed {
  readonly verdict: "replayed";
  readonly entry: KnownEntry;
}

/** Decides a command, unless the journal knows its request already. */
export function judge(books: Books, command: Command): Decision | Replayed {
  if (isChore(command) || command.validateOnly) return decide(books, command);
  const entry = books.entry(command.key);
  if (entry === undefined) return decide(books, command);
  if (entry.fingerprint === command.fingerprint) return { verdict: "replayed", entry };
  return rejected(requestIdReused(command.key.requestId, entry.id));
}

/** Takes an accepted command over into the books, so that the next one sees it and its repeat is known. */
export function settle(books: Books, command: Command, accepted: Accepted): void {
  books.apply(accepted.changes);
  if (isChore(command)) return;
  const own = accepted.changes.entries.find((entry) => entry.id === command.entryId);
  // What states how things are may find that nothing has changed.
  if (own === undefined && command.kind.startsWith("wms")) return;
  if (own === undefined)
    throw new Error(`${command.kind} was accepted without an entry of its own`);
  const { key, fingerprint, kind } = own;
  const { reservationId } = accepted.outcome;
  books.learn({ id: command.entryId, key, kind, fingerprint, reservationId });
}

/** The transfer that a repeated request was about. */
export function transferNamedBy(
  books: Books,
  command: Command,
  entry: KnownEntry,
): Transfer | null {
  if (command.kind === "createTransfer") return books.transfer(entry.id) ?? null;
  return "transferId" in command ? (books.transfer(command.transferId) ?? null) : null;
}

/** The count that a repeated request was about. */
export function countNamedBy(books: Books, command: Command, entry: KnownEntry): Count | null {
  if (command.kind === "openCount") return books.counts.count(entry.id) ?? null;
  return "countId" in command ? (books.counts.count(command.countId) ?? null) : null;
}

/**
 * The stock rows that a receipt, an adjustment, a change of condition or a return names, each once, in the order of its
 * lines.
 */
export function stockNamedBy(books: Books, command: Command): StockRow[] {
  if (command.kind === "return") return takenInBy(books, command);
  const { kind } = command;
  const isNamer =
    kind === "receive" || kind === "adjust" || kind === "setStock" || kind === "changeCondition";
  if (!isNamer && kind !== "wmsResolve") return [];
  const rows = new Map<string, StockRow>();
  for (const line of kind === "wmsResolve" ? [command] : command.lines) {
    const lot = typeof line.lot === "string" ? line.lot : (line.lot?.number ?? null);
    const item = books.item(line.sku);
    for (const id of item === undefined ? [] : books.stockOfItem(item.id)) {
      const row = books.stock(id);
      const isNamed = row.location.code === command.location && (row.lot?.number ?? null) === lot;
      if (isNamed) rows.set(row.id, row);
    }
  }
  return [...rows.values()];
}

/** The rows that units of a return's lines belong on: where they were shipped from, or where they are taken in. */
function takenInBy(books: Books, { reservationId, location, lines }: Return): StockRow[] {
  const reservation = books.reservation(reservationId);
  if (reservation === undefined) return [];
  const rows = new Map<string, StockRow>();
  for (const line of lines) {
    const shipped = shippedFor(reservation, line, "");
    for (const { stockId } of Array.isArray(shipped) ? shipped : []) {
      const from = books.stock(stockId);
      const known = books.stockOfItem(from.item.id).map((id) => books.stock(id));
      const row = known.find(
        (one) =>
          one.location.code === (location ?? from.location.code) && one.lot?.id === from.lot?.id,
      );
      if (row !== undefined) rows.set(row.id, row);
    }
  }
  return [...rows.values()];
}
