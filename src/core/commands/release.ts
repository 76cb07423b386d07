import { addUnits, RELEASE_COMMITTED, RELEASE_HELD, shiftUnits, unitsIn } from "../allocations.ts";
import { least } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Release } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { expire } from "../expiry.ts";
import { nothingHeld } from "../lapse.ts";
import { reservationNotFound } from "../rejection.ts";
import { isOverdue, seenAt } from "../reservation.ts";
import { selectUnits } from "../select.ts";

/**
 * Gives back what is held and, only when the scope says so, what is committed and not yet fulfilled. A hold
 * whose time is up is not the caller's to give back any more.
 */
export function decideRelease(books: Books, command: Release): Decision {
  const draft = new Draft(books);
  const booked = draft.reservation(command.reservationId);
  if (booked === undefined) return rejected(reservationNotFound(command.reservationId));
  const seen = seenAt(booked, draft.now);
  const held = unitsIn(seen, "held");
  const inScope = command.scope === "holds" ? held : addUnits(held, unitsIn(seen, "committed"));
  const nothing = [...inScope.values()].every((units) => units === 0n);
  if (nothing) return rejected(nothingHeld(booked, draft.now));
  const word = command.scope === "holds" ? "held" : "held or committed";
  const units = selectUnits(seen, command.lines, inScope, word);
  if (!(units instanceof Map)) return rejected(units);
  if (isOverdue(booked, draft.now)) expire(draft, booked);
  const { reservationId, reason } = command;
  const entry = draft.open(entryOf(command, "release", draft.now, { reservationId, reason }));
  const reservation = draft.reservation(reservationId) ?? booked;
  const fromHolds = new Map(
    [...units].map(([line, wanted]) => [line, least(wanted, held.get(line) ?? 0n)]),
  );
  const fromCommits = new Map(
    [...units].map(([line, wanted]) => [line, wanted - (fromHolds.get(line) ?? 0n)]),
  );
  const unheld = shiftUnits(draft, entry, reservation.allocations, fromHolds, RELEASE_HELD);
  const allocations = shiftUnits(draft, entry, unheld, fromCommits, RELEASE_COMMITTED);
  draft.put({ ...reservation, allocations, releasedAt: draft.now });
  return draft.accept({ reservationId });
}
