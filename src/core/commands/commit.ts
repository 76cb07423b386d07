import { RELEASE_HELD, shiftUnits, unitsIn } from "../allocations.ts";
import type { Books } from "../books.ts";
import type { Commit } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft, type OpenEntry } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { makeRoom } from "../expiry.ts";
import { isHeld, lapsedByLine, nothingHeld } from "../lapse.ts";
import { reservationNotFound } from "../rejection.ts";
import { type Allocation, type Reservation, total } from "../reservation.ts";
import { selectUnits } from "../select.ts";
import { orderFromWarehouses } from "../wms/ordering.ts";
import { reacquire } from "./reacquire.ts";
import { refuseUnsold } from "./refuseUnsold.ts";
import { planSale, sellPlanned } from "./salePlan.ts";

/**
 * Sells what is held. A commit that comes when the hold's time is up loses, swept or not, unless it may
 * reacquire. Stock that was found short or unfit since is granted first come, first served; what it cannot
 * give is re-homed to the next eligible stock, and the commit is refused when there is none.
 */
export function decideCommit(books: Books, command: Commit): Decision {
  const draft = new Draft(books);
  const reservation = draft.reservation(command.reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(command.reservationId));
  if (isHeld(reservation, draft.now)) return commitHeld(draft, command, reservation);
  const refusal = nothingHeld(reservation, draft.now);
  if (refusal.reason === "RESERVATION_EXPIRED" && command.onExpired === "reacquire") {
    return reacquire(draft, command, reservation, lapsedByLine(reservation, draft.now));
  }
  return rejected(refusal);
}

function commitHeld(draft: Draft, command: Commit, reservation: Reservation): Decision {
  const units = selectUnits(reservation, command.lines, unitsIn(reservation, "held"), "held");
  if (!(units instanceof Map)) return rejected(units);
  const plan = planSale(draft, reservation, units);
  const refused = refuseUnsold(draft, reservation, units, plan);
  if (refused !== undefined) return refused;
  for (const [stockId, wanted] of plan.movedTo) makeRoom(draft, stockId, wanted);
  const { reservationId } = command;
  const entry = draft.open(entryOf(command, "commit", draft.now, { reservationId }));
  const sold = sellPlanned(draft, entry, reservation.allocations, plan);
  const after = { ...reservation, allocations: sold };
  orderFromWarehouses(draft, command.entryId, after, reservation.allocations);
  draft.put(command.remainder === "keep" ? after : releaseRest(draft, entry, after));
  return draft.accept({ reservationId });
}

function releaseRest(draft: Draft, entry: OpenEntry, reservation: Reservation): Reservation {
  if (total(reservation, "held") === 0n) return reservation;
  const rest = unitsIn(reservation, "held");
  const allocations: readonly Allocation[] = shiftUnits(
    draft,
    entry,
    reservation.allocations,
    rest,
    RELEASE_HELD,
  );
  return { ...reservation, allocations, releasedAt: draft.now };
}
