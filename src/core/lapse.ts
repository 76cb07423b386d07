import type { Instant } from "./instant.ts";
import { reservationClosed, reservationExpired, type Rejection } from "./rejection.ts";
import { isOverdue, lapsedUnits, type Reservation, seenAt, stateAt, total } from "./reservation.ts";

/** Is anything held whose time is not up? */
export function isHeld(reservation: Reservation, now: Instant): boolean {
  return total(reservation, "held") > 0n && !isOverdue(reservation, now);
}

/** Units per line that time took back and that a commit may hold again. None once the rest was given back. */
export function lapsedByLine(reservation: Reservation, now: Instant): Map<number, bigint> {
  const seen = seenAt(reservation, now);
  const { expiredAt, releasedAt } = seen;
  if (expiredAt === null || (releasedAt !== null && releasedAt >= expiredAt)) return new Map();
  return new Map(seen.lines.map((line) => [line.number, lapsedUnits(seen, line)]));
}

/** Why nothing can be done with a reservation that holds nothing: its time is up, or it is closed. */
export function nothingHeld(reservation: Reservation, now: Instant): Rejection {
  for (const units of lapsedByLine(reservation, now).values()) {
    if (units > 0n) return reservationExpired(reservation.id);
  }
  return reservationClosed(reservation.id, stateAt(reservation, now));
}
