import {
  addUnits,
  RELEASE_COMMITTED,
  RELEASE_HELD,
  shiftUnits,
  type UnitsByLine,
  unitsIn,
} from "../allocations.ts";
import { least } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Release } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft, type OpenEntry } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { expire } from "../expiry.ts";
import { nothingHeld } from "../lapse.ts";
import { reject, type Rejection, reservationNotFound } from "../rejection.ts";
import { type Allocation, isOverdue, type Reservation, seenAt, total } from "../reservation.ts";
import { selectUnits } from "../select.ts";
import { askBack, releasableByLine } from "../wms/askBack.ts";

/**
 * Gives back what is held and, only when the scope says so, what is committed and not yet fulfilled. A hold
 * whose time is up is not the caller's to give back any more. What a warehouse system was told to deliver stays
 * committed until it says that it will not.
 */
export function decideRelease(books: Books, command: Release): Decision {
  const draft = new Draft(books);
  const booked = draft.reservation(command.reservationId);
  if (booked === undefined) return rejected(reservationNotFound(command.reservationId));
  const seen = seenAt(booked, draft.now);
  const held = unitsIn(seen, "held");
  const ours = unitsIn(
    { ...seen, allocations: seen.allocations.filter(isOurs(draft)) },
    "committed",
  );
  const sold = addUnits(ours, releasableByLine(draft, booked));
  const inScope = command.scope === "holds" ? held : addUnits(held, sold);
  const nothing = [...inScope.values()].every((units) => units === 0n);
  if (nothing) return rejected(whyNothing(draft, command, booked));
  const word = command.scope === "holds" ? "held" : "held or committed";
  const units = selectUnits(seen, command.lines, inScope, word);
  if (!(units instanceof Map)) return rejected(units);
  if (isOverdue(booked, draft.now)) expire(draft, booked);
  const { reservationId, reason } = command;
  const entry = draft.open(entryOf(command, "release", draft.now, { reservationId, reason }));
  const reservation = draft.reservation(reservationId) ?? booked;
  draft.put(giveBack(draft, entry, reservation, { held, ours, units }));
  return draft.accept({ reservationId });
}

/** What is to be given back of each line, and from what. */
interface Units {
  readonly held: UnitsByLine;
  readonly ours: UnitsByLine;
  readonly units: UnitsByLine;
}

/** Holds first, then what we ship ourselves, then what warehouse systems deliver. */
function giveBack(
  draft: Draft,
  entry: OpenEntry,
  reservation: Reservation,
  { held, ours, units }: Units,
): Reservation {
  const fromHolds = atMost(units, held);
  const rest = minus(units, fromHolds);
  const fromOurs = atMost(rest, ours);
  const { allocations } = reservation;
  const unheld = shiftUnits(draft, entry, allocations, fromHolds, RELEASE_HELD);
  const isOurOwn = isOurs(draft);
  const unsold = shiftUnits(draft, entry, unheld, fromOurs, RELEASE_COMMITTED, {
    most: (allocation) => (isOurOwn(allocation) ? allocation.committed : 0n),
  });
  const after = askBack(
    draft,
    entry,
    { ...reservation, allocations: unsold },
    minus(rest, fromOurs),
  );
  const isFreed = total(after, "released") > total(reservation, "released");
  return isFreed ? { ...after, releasedAt: draft.now } : after;
}

function whyNothing(draft: Draft, { scope }: Release, reservation: Reservation): Rejection {
  const isAsked = scope === "holdsAndCommits" && total(reservation, "committed") > 0n;
  if (!isAsked) return nothingHeld(reservation, draft.now);
  const message = `all of reservation ${reservation.id} was asked back already; its warehouse system has yet to say`;
  return reject("RESERVATION_CLOSED", message, { reservationId: reservation.id });
}

function isOurs(draft: Draft): (allocation: Allocation) => boolean {
  return ({ stockId }) => draft.stock(stockId).location.wmsAccountId === null;
}

function atMost(units: UnitsByLine, limits: UnitsByLine): Map<number, bigint> {
  return new Map([...units].map(([line, some]) => [line, least(some, limits.get(line) ?? 0n)]));
}

function minus(units: UnitsByLine, less: UnitsByLine): Map<number, bigint> {
  return new Map([...units].map(([line, some]) => [line, some - (less.get(line) ?? 0n)]));
}
