import type { Books } from "../../books.ts";
import type { OpenCount } from "../../count/command.ts";
import {
  type Count,
  type CountLine,
  countedElsewhere,
  NO_LINES,
  UNFINISHED_MAX,
} from "../../count/count.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf } from "../../entry.ts";
import { locationNotFound, reject, type Rejection } from "../../rejection.ts";
import { managedByWms } from "../../wms/managed.ts";

/**
 * Opens a count of what lies at a location. Nothing moves, and nothing is kept from moving. What another count is about
 * already is left to that one, unless it was asked for by name: then it is refused.
 */
export function decideOpenCount(books: Books, command: OpenCount): Decision {
  const draft = new Draft(books);
  const location = draft.books.location(command.location);
  if (location === undefined) return rejected(locationNotFound(command.location, "location"));
  const refusal = command.refusal ?? managedByWms(location, "count there, and its pages tell");
  if (refusal !== null && refusal !== undefined) return rejected(refusal);
  const { entryId: countId, scope, approvalThreshold, reference } = command;
  if (draft.counts.unfinishedAt(location.id) >= UNFINISHED_MAX)
    return rejected(tooMany(location.code));
  let lines = 0;
  for (const place of command.lines) {
    const other = draft.counts.otherOf(countId, location.id, place);
    if (other !== undefined && scope === "listed")
      return rejected(countedElsewhere(place, other, "skus"));
    if (other !== undefined) continue;
    lines += 1;
    draft.counts.putLine(newLine(countId, lines, place));
  }
  draft.open(entryOf(command, "open_count", draft.now, { reference }));
  const count: Count = {
    id: countId,
    locationId: location.id,
    location: location.code,
    scope,
    approvalThreshold,
    reference,
    state: "open",
    createdAt: draft.now,
    closedAt: null,
    totals: { ...NO_LINES, lines },
    version: 0,
  };
  draft.counts.put(count);
  return draft.accept({ countId });
}

function tooMany(location: string): Rejection {
  const message = `${UNFINISHED_MAX} counts are under way at "${location}"; close or cancel some of them`;
  return reject("INVALID_MOVEMENT", message, { location, limit: String(UNFINISHED_MAX) });
}

/** A line that nobody has recorded yet. */
export function newLine(
  countId: string,
  number: number,
  { itemId, sku, lotId, lot }: OpenCount["lines"][number],
): CountLine {
  const nothing = { counted: null, onHand: null, recordedAt: null, corrected: null };
  return { countId, number, itemId, sku, lotId, lot, ...nothing };
}
