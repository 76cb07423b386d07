import { type UnitsByLine } from "../allocations.ts";
import { least } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import type { Reservation } from "../reservation.ts";
import { Claims } from "./claims.ts";
import { claimOf, releasableOf, servedKey, type WmsOrder, type WmsOrderLine } from "./order.ts";

/**
 * Units per line that may still be given back by the warehouse systems, or were never sent there. Of a bundle, so many
 * that all its components can come back which still can: the warehouse may have closed or delivered some without others.
 */
export function releasableByLine(draft: Draft, reservation: Reservation): Map<number, bigint> {
  const byServed = new Map<string, bigint>();
  const units = new Map<number, bigint>();
  for (const order of draft.wmsOrdersOf(reservation.id)) {
    for (const line of order.lines) {
      const served = servedKey(line);
      const some = (byServed.get(served) ?? 0n) + releasableOf(line);
      byServed.set(served, some);
      const perBundle = perBundleOf(reservation, line);
      const whole = (some + perBundle - 1n) / perBundle;
      const most = line.component === 0 ? whole : greatest(units.get(line.line) ?? 0n, whole);
      units.set(line.line, most);
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
  const left = new Map<string, bigint>();
  let after = reservation;
  const orders = draft.wmsOrdersOf(reservation.id);
  for (const order of orders.toSorted((a, b) => rank(a) - rank(b))) {
    const claims = new Claims(draft, () => entry, after, order);
    const lines = order.lines.map((line) => {
      const served = servedKey(line);
      const asked = (units.get(line.line) ?? 0n) * perBundleOf(reservation, line);
      const open = left.get(served) ?? asked;
      const some = least(open, releasableOf(line));
      if (some === 0n) return line;
      left.set(served, open - some);
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

function perBundleOf({ lines }: Reservation, { line, component }: WmsOrderLine): bigint {
  return lines[line - 1]?.components[component - 1]?.perBundle ?? 1n;
}

function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** What was never sent goes first: it is free at once. */
function rank({ status }: WmsOrder): number {
  return status === "local" ? 0 : 1;
}
