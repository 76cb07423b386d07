import type { Books } from "../books.ts";
import type { Extend } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { later } from "../instant.ts";
import { isHeld, nothingHeld } from "../lapse.ts";
import { reservationNotFound } from "../rejection.ts";

/** Moves the end of a hold to now plus the time asked for, never to an earlier moment than it had. */
export function decideExtend(books: Books, command: Extend): Decision {
  const draft = new Draft(books);
  const reservation = draft.reservation(command.reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(command.reservationId));
  if (!isHeld(reservation, draft.now)) return rejected(nothingHeld(reservation, draft.now));
  const { reservationId, ttlMs } = command;
  draft.open(entryOf(command, "extend", draft.now, { reservationId }));
  // A hold without end keeps having none: any end would be earlier.
  const endless = reservation.expiresAt === null;
  const expiresAt = endless ? null : later(reservation.expiresAt, draft.now + ttlMs);
  draft.put({ ...reservation, expiresAt, ttlMs: endless ? null : ttlMs });
  return draft.accept({ reservationId });
}
