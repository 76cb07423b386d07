import type { CommandHeader } from "./command.ts";
import type { EntryKind } from "./decision.ts";
import type { EntryHeader } from "./draft.ts";
import type { Instant } from "./instant.ts";
import { fieldViolation, type Rejection } from "./rejection.ts";

/** How far back something may be said to have happened: a year, so that a wrong clock or a wrong field is noticed. */
export const OCCURRED_AGE_MAX_MS = 366 * 24 * 60 * 60 * 1000;

/** The head of the entry that tells what a request did. */
export function entryOf(
  command: CommandHeader,
  kind: EntryKind,
  occurredAt: Instant,
  more: Partial<
    Pick<EntryHeader, "reservationId" | "lotId" | "reason" | "reasonCode" | "reference">
  >,
): EntryHeader {
  const { entryId, key, method, fingerprint, actor } = command;
  const words = { reservationId: null, reason: "", reference: "", ...more };
  return { id: entryId, kind, key, method, fingerprint, actor, occurredAt, ...words };
}

/** When it happened: what the caller says, within bounds, or now. */
export function whenOccurred(said: Instant | null, now: Instant): Instant | Rejection {
  if (said === null) return now;
  if (said > now) {
    return fieldViolation(
      "occurred_time",
      "occurred_time: is in the future; leave it out, or correct the clock it was read from",
    );
  }
  if (said < now - OCCURRED_AGE_MAX_MS) {
    return fieldViolation("occurred_time", "occurred_time: is more than 366 days ago; correct it");
  }
  return said;
}
