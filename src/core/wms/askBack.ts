import { type UnitsByLine } from "../allocations.ts";
import { least } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import type { Reservation } from "../reservation.ts";
import { Claims } from "./claims.ts";
import { claimOf, releasableOf, type WmsOrder, type WmsOrderLine } from "./order.ts";

/** Units per line that may still be given back by the warehouse systems, or were never sent there. */
export function releasableByLine(draft: Draft, reservation: Reservation): Map<number, bigint> {
  const units = new Map<number, bigint>();
  for (const order of draft.wmsOrdersOf(reservation.id)) {
    for (const line of order.lines) {
      units.set(line.line, (units.get(line.line) ?? 0n) + releasableOf(line));
    }
  }
  return units;
}

/**
 * Gives sold units back that a warehouse system is to deliver. What was never sent is free at once. What was sent stays
 * committed: the warehouse system is asked to cancel it, and only its word frees it.
 *
 * @returns the reservation afterwards
 */
export function askBack(
  draft: Draft,
  entry: OpenEntry,
  reservation: Reservation,
  units: UnitsByLine,
): Reservation {
  const left = new Map(units);
  let after = reservation;
  const orders = draft.wmsOrdersOf(reservation.id);
  for (const order of orders.toSorted((a, b) => rank(a) - rank(b))) {
    const claims = new Claims(draft, () => entry, after, order);
    const lines = order.lines.map((line) => {
      const some = least(left.get(line.line) ?? 0n, releasableOf(line));
      if (some === 0n) return line;
      left.set(line.line, (left.get(line.line) ?? 0n) - some);
      return order.status === "local"
        ? withdraw(claims, line, some)
        : { ...line, cancelled: line.cancelled + some };
    });
    if (lines.every((line, index) => line === order.lines[index])) continue;
    const isEmpty = order.status === "local" && lines.every((line) => claimOf(line) === 0n);
    draft.putWmsOrder({ ...order, lines, status: isEmpty ? "withdrawn" : order.status });
    after = claims.reservation;
  }
  return after;
}

function withdraw(claims: Claims, line: WmsOrderLine, units: bigint): WmsOrderLine {
  claims.giveBack(line, units);
  return { ...line, ordered: line.ordered - units };
}

/** What was never sent goes first: it is free at once. */
function rank({ status }: WmsOrder): number {
  return status === "local" ? 0 : 1;
}
