import { newAllocation, nextNumber } from "../allocations.ts";
import { least, shortfall } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Rehome } from "../command.ts";
import { type Decision, rejected, type Unfinished } from "../decision.ts";
import { Draft, type OpenEntry } from "../draft.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import { isHeld, nothingHeld } from "../lapse.ts";
import { goodUntil } from "../place.ts";
import { reject, reservationNotFound } from "../rejection.ts";
import { type Allocation, isToldShort, type Reservation } from "../reservation.ts";
import { freeUnits, isAllocatable, type StockRow, type Uuid } from "../stock.ts";
import { eligibleRows } from "./plainSale.ts";

/** The actor and the source of entries that move what is held. */
export const REHOME_SOURCE = "rehome";

/** Held units of one allocation that have to go, and where to. */
interface Leaving {
  readonly allocation: Allocation;
  readonly to: readonly { readonly row: StockRow; readonly quantity: bigint }[];
  /** Some of a barred lot stay, because there is nowhere to go, and nobody was told yet. */
  readonly isNewlyShort: boolean;
}

/**
 * Moves what a reservation holds of barred or expired lots, and of stock that has promised more than there is, to the
 * next eligible stock, safety stock included. What finds none stays where it is and is marked short, so that its owner
 * is told once. A line that named its lot never moves, one that named its location moves within it.
 */
export function decideRehome(books: Books, command: Rehome): Decision {
  const draft = new Draft(books);
  const reservation = draft.reservation(command.reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(command.reservationId));
  if (!isHeld(reservation, draft.now)) return rejected(nothingHeld(reservation, draft.now));
  const plan = planMoves(draft, reservation);
  if (!Array.isArray(plan)) return plan;
  if (plan.length === 0) {
    const message = `reservation ${reservation.id} holds nothing that has to go and can`;
    return rejected(reject("INVALID_MOVEMENT", message, { reservationId: reservation.id }));
  }
  const wanted = new Map<Uuid, bigint>();
  for (const { row, quantity } of plan.flatMap(({ to }) => to))
    wanted.set(row.id, (wanted.get(row.id) ?? 0n) + quantity);
  for (const [stockId, units] of wanted) makeRoom(draft, stockId, units);
  const entry = draft.open(headerOf(draft, reservation, plan));
  draft.put({ ...reservation, allocations: moved(draft, entry, reservation, plan) });
  return draft.accept({ reservationId: reservation.id });
}

/** What has to go and can, or is to be told that it cannot. Unread overdue holds may help: then another batch is asked for. */
function planMoves(draft: Draft, reservation: Reservation): Leaving[] | Unfinished {
  const plan: Leaving[] = [];
  const taken = new Map<Uuid, bigint>();
  const gone = new Map<Uuid, bigint>();
  for (const allocation of reservation.allocations) {
    if (allocation.held === 0n) continue;
    const { stockId } = allocation;
    makeRoom(draft, stockId, 0n);
    const row = draft.stock(stockId);
    const isUnfit = !isAllocatable(row.lot, draft.now);
    if (!isUnfit && isClaimed(row, 0n) && hasMoreOverdue(draft, [row]))
      return goOnAfterExpiries(draft, [row]);
    const short = shortfall(row.balances) - (gone.get(stockId) ?? 0n);
    const mustGo = isUnfit ? allocation.held : least(allocation.held, short);
    if (mustGo <= 0n) continue;
    const rows = rowsFor(draft, reservation, allocation);
    const to = grant(rows, mustGo, taken);
    const left = mustGo - to.reduce((sum, { quantity }) => sum + quantity, 0n);
    if (left > 0n && hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);
    gone.set(stockId, (gone.get(stockId) ?? 0n) + mustGo - left);
    const isBarred = row.lot !== null && row.lot.barredAt !== null;
    const isNewlyShort = left > 0n && isBarred && !isToldShort(allocation, row.lot);
    if (to.length > 0 || isNewlyShort) plan.push({ allocation, to, isNewlyShort });
  }
  return plan;
}

/** Where an allocation's units may lie as well, for as long as they are held: those of a bundle stay with the rest of it. */
function rowsFor(draft: Draft, reservation: Reservation, allocation: Allocation): StockRow[] {
  const line = reservation.lines[allocation.line - 1];
  if (line === undefined) throw new Error("an allocation serves a line that does not exist");
  const until = goodUntil(draft.now, reservation.expiresAt, line.minShelfLifeMs);
  const rows = eligibleRows(draft, { line, allocation }, until);
  if (allocation.component === 0) return rows;
  return rows.filter(({ location }) => location.code === allocation.location);
}

function grant(rows: readonly StockRow[], units: bigint, taken: Map<Uuid, bigint>): Leaving["to"] {
  const to: { row: StockRow; quantity: bigint }[] = [];
  let left = units;
  for (const row of rows) {
    const before = taken.get(row.id) ?? 0n;
    const quantity = least(left, freeUnits(row) - before);
    if (quantity <= 0n) continue;
    taken.set(row.id, before + quantity);
    to.push({ row, quantity });
    left -= quantity;
  }
  return to;
}

function moved(
  draft: Draft,
  entry: OpenEntry,
  reservation: Reservation,
  plan: readonly Leaving[],
): Allocation[] {
  const after = [...reservation.allocations];
  for (const { allocation, to, isNewlyShort } of plan) {
    const { line, stockId } = allocation;
    let kept = isNewlyShort ? { ...allocation, shortAt: draft.now } : allocation;
    for (const { row, quantity } of to) {
      draft.move(entry, stockId, { held: -quantity });
      draft.move(entry, row.id, { held: quantity });
      kept = { ...kept, quantity: kept.quantity - quantity, held: kept.held - quantity };
      const made = newAllocation(allocation, nextNumber(after, line), row, quantity);
      after.push({ ...made, held: quantity });
    }
    after[after.indexOf(allocation)] = kept;
  }
  return after;
}

function headerOf(draft: Draft, { id, version }: Reservation, plan: readonly Leaving[]) {
  const isRecall = plan.some(({ allocation }) => {
    const { lot } = draft.stock(allocation.stockId);
    return lot !== null && lot.barredAt !== null;
  });
  const moves = plan.some(({ to }) => to.length > 0);
  const why = isRecall ? "the lot is recalled" : "the stock fell short or is too old";
  return {
    id: null,
    kind: "rehome",
    key: { source: REHOME_SOURCE, requestId: `${id}/${version}` },
    method: "Rehome",
    fingerprint: "",
    actor: REHOME_SOURCE,
    reservationId: id,
    occurredAt: draft.now,
    reason: moves ? why : `${why}, and no other stock can take its place`,
    reasonCode: isRecall ? "recall" : null,
    reference: "",
  } as const;
}
