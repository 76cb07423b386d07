import type { UnitsByLine } from "../allocations.ts";
import { type Decision, rejected } from "../decision.ts";
import type { Draft } from "../draft.ts";
import { goOnAfterExpiries, hasMoreOverdue } from "../expiry.ts";
import { insufficientStock, reject, type Rejection } from "../rejection.ts";
import type { Allocation, Reservation } from "../reservation.ts";
import { nextUnitsAt, shortagesOf } from "../shortage.ts";
import { eligibleRows, isFit } from "./plainSale.ts";
import type { SalePlan } from "./salePlan.ts";

/** Refuses a plan that leaves units unsold, or asks for another batch when unread overdue holds may help. */
export function refuseUnsold(
  draft: Draft,
  reservation: Reservation,
  units: UnitsByLine,
  plan: SalePlan,
): Decision | undefined {
  const unsold = plan.sales.filter((planned) => planned.unsold > 0n);
  if (unsold.length === 0) return undefined;
  const rows = unsold.flatMap((planned) => eligibleRows(draft, planned));
  if (hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);
  const unfit = unsold.find(({ allocation }) => !isFit(draft, allocation));
  if (unfit !== undefined) return rejected(lotExpired(reservation, unfit.allocation));
  const shortages = shortagesOf(reservation, units, plan.missing, ({ number }) => {
    const ofLine = unsold.filter(({ line }) => line.number === number);
    const others = ofLine.flatMap((planned) => eligibleRows(draft, planned));
    return nextUnitsAt(draft, others);
  });
  return rejected(insufficientStock(shortages));
}

function lotExpired(reservation: Reservation, allocation: Allocation): Rejection {
  const message =
    `line ${allocation.line}: lot ${allocation.lot} of ${allocation.sku} may no longer be sold and ` +
    "no other stock can take its place; release the line and reserve again";
  const facts = {
    reservationId: reservation.id,
    line: String(allocation.line),
    lot: allocation.lot ?? "",
  };
  return reject("LOT_EXPIRED", message, facts);
}
