import type { Books } from "../books.ts";
import type { Expire } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { expire } from "../expiry.ts";
import { reject, reservationNotFound } from "../rejection.ts";
import { isOverdue } from "../reservation.ts";

/** Takes back an overdue hold. One that was committed, released, extended or expired meanwhile is left alone. */
export function decideExpire(books: Books, command: Expire): Decision {
  const draft = new Draft(books);
  const { reservationId } = command;
  const reservation = draft.reservation(reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(reservationId));
  if (!isOverdue(reservation, draft.now)) {
    return rejected(reject("RESERVATION_CLOSED", `reservation ${reservationId} is not overdue`));
  }
  expire(draft, reservation);
  return draft.accept({ reservationId });
}
