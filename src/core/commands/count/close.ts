import { BALANCE_MAX } from "../../balances.ts";
import type { Books } from "../../books.ts";
import type { CloseCount } from "../../count/command.ts";
import {
  type Count,
  countClosed,
  type CountLine,
  countNotFound,
  varianceOf,
  withLine,
} from "../../count/count.ts";
import { CountedStock } from "../../count/countedStock.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft, type EntryHeader, type OpenEntry } from "../../draft.ts";
import { entryOf } from "../../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../../expiry.ts";
import { reject, type Rejection } from "../../rejection.ts";
import type { StockRow, Uuid } from "../../stock.ts";
import { findOrAddRow } from "../receive.ts";
import { recordLine } from "./record.ts";

/** The source of entries that tell of a part of a long count. */
export const COUNT_SOURCE = "count";

/**
 * Corrects on hand by what each line was found to differ when it was recorded, not by how it differs now: what was sold or
 * received since is counted once. It states physical truth: promises may be left uncovered, and overdue holds are taken
 * back first so that they add nothing to that. A long count takes several batches, each as many lines as were read for it.
 */
export function decideCloseCount(books: Books, command: CloseCount): Decision {
  const draft = new Draft(books);
  const known = draft.counts.count(command.countId);
  if (known === undefined) return rejected(countNotFound(command.countId));
  const refusal = refuse(known, command);
  if (refusal !== undefined) return rejected(refusal);
  const isBegun = known.state === "closing";
  const count = command.isMissingZero && !isBegun ? recordMissing(draft, command, known) : known;
  if (command.isMissingZero && !isBegun && count.totals.recorded < count.totals.lines) {
    if (count !== known) draft.counts.put(count);
    return draft.unfinished();
  }
  if (!isBegun && !command.isApproved && needsApproval(count)) {
    draft.open(entryOf(command, "close_count", draft.now, { reason: command.reason }));
    draft.counts.put({ ...count, state: "awaiting_approval" });
    return draft.accept({ countId: count.id });
  }
  return correct(draft, command, count);
}

function refuse(count: Count, command: CloseCount): Rejection | undefined {
  const { state, totals, id } = count;
  if (state === "closed" || state === "cancelled") return countClosed(count);
  if (totals.recorded > 0 || (command.isMissingZero && totals.lines > 0)) return undefined;
  const message = `nothing was recorded for count ${id}; record what is there, or cancel it`;
  return reject("INVALID_MOVEMENT", message, { countId: id });
}

function needsApproval({ approvalThreshold, totals }: Count): boolean {
  return approvalThreshold !== null && totals.surplus + totals.missing > approvalThreshold;
}

/** What nobody has recorded was not found: as many of those lines as were read. */
function recordMissing(draft: Draft, command: CloseCount, count: Count): Count {
  const missing = draft.counts.linesOf(count.id).filter(({ counted }) => counted === null);
  if (missing.length === 0) return count;
  const entry = draft.open(partOf(draft, command, "record_count", `${count.version}/missing`));
  const stock = new CountedStock(draft, count.locationId);
  let { totals } = count;
  for (const line of missing) {
    totals = withLine(totals, line, recordLine(draft, stock, entry, line, 0n, false));
  }
  return { ...count, totals };
}

function correct(draft: Draft, command: CloseCount, count: Count): Decision {
  const lines = draft.counts
    .linesOf(count.id)
    .filter((line) => line.corrected === null && (varianceOf(line) ?? 0n) !== 0n);
  const stock = new CountedStock(draft, count.locationId);
  const short = takeBackOverdue(draft, stock, lines);
  if (short.length > 0) return goOnAfterExpiries(draft, short);
  const isLast = lines.length >= count.totals.uncorrected;
  const head = isLast
    ? entryOf(command, "close_count", draft.now, { reason: command.reason })
    : partOf(draft, command, "close_count", String(count.version));
  const entry = lines.length === 0 && !isLast ? undefined : draft.open(head);
  let { totals } = count;
  for (const [index, line] of lines.entries()) {
    if (entry === undefined) break;
    const after = correctLine(draft, entry, { count, stock }, line, command.stockIds[index] ?? "");
    totals = withLine(totals, line, after);
  }
  if (!isLast) {
    if (lines.length > 0) draft.counts.put({ ...count, state: "closing", totals });
    return draft.unfinished();
  }
  draft.counts.put({ ...count, state: "closed", closedAt: draft.now, totals });
  const stockIds = [...(entry?.postings.keys() ?? [])];
  return draft.accept({ countId: count.id, stockIds });
}

/** Takes back overdue holds that corrections would leave uncovered. @returns rows that have more of them than were read */
function takeBackOverdue(
  draft: Draft,
  stock: CountedStock,
  lines: readonly CountLine[],
): StockRow[] {
  return lines.flatMap((line) => {
    const row = stock.rowOf(line);
    const falls = -(varianceOf(line) ?? 0n);
    if (row === undefined || falls <= 0n) return [];
    makeRoom(draft, row.id, falls);
    const isShort = isClaimed(draft.stock(row.id), falls);
    return isShort && hasMoreOverdue(draft, [row]) ? [row] : [];
  });
}

/** Never below nothing, nor beyond what a row can count: what was missing may have been sold meanwhile all the same. */
function correctLine(
  draft: Draft,
  entry: OpenEntry,
  { count, stock }: { readonly count: Count; readonly stock: CountedStock },
  line: CountLine,
  spareId: Uuid,
): CountLine {
  const variance = varianceOf(line) ?? 0n;
  const known = stock.rowOf(line);
  const onHand = stock.onHand(line);
  const wanted = onHand + variance;
  const after = wanted < 0n ? 0n : wanted > BALANCE_MAX ? BALANCE_MAX : wanted;
  const corrected = { ...line, corrected: after - onHand };
  draft.counts.putLine(corrected);
  if (after === onHand) return corrected;
  const row = known ?? addRow(draft, count, line, spareId);
  draft.move(entry, row.id, { onHand: after - onHand });
  return corrected;
}

function addRow(draft: Draft, count: Count, line: CountLine, spareId: Uuid): StockRow {
  const item = draft.books.item(line.sku);
  const location = draft.books.location(count.location);
  const lot = line.lot === null ? null : draft.lot(line.itemId, line.lot);
  if (item === undefined || location === undefined || lot === undefined) {
    throw new Error(`what line ${line.number} of count ${count.id} is about was not read`);
  }
  return findOrAddRow(draft, item, location, lot, spareId);
}

/** The head of an entry that tells a part of what the command does. */
function partOf(
  draft: Draft,
  command: CloseCount,
  kind: "record_count" | "close_count",
  part: string,
): EntryHeader {
  const { countId: id, reason } = command;
  const key = { source: COUNT_SOURCE, requestId: `${id}/${part}` };
  return { ...entryOf(command, kind, draft.now, { reason }), id: null, key };
}
