import type { Books } from "../books.ts";
import type { Reserve } from "../command.ts";
import type { Decision } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { allocationsFor, grantOrder } from "./order.ts";

/**
 * Holds stock for an order until its time is up: every line or none, unless it takes a part. Which stock, the
 * sourcing rule says (`sourcing.ts`). A reservation that it replaces is given up in the same step.
 */
export function decideReserve(books: Books, command: Reserve): Decision {
  const draft = new Draft(books);
  const expiresAt = command.ttlMs === null ? null : draft.now + command.ttlMs;
  const granted = grantOrder(draft, command, expiresAt);
  if ("verdict" in granted) return granted;
  const { reservationId } = command;
  const entry = draft.open(entryOf(command, "reserve", draft.now, { reservationId }));
  const allocations = allocationsFor(granted.grants, []).map((allocation) => {
    draft.move(entry, allocation.stockId, { held: allocation.quantity });
    return { ...allocation, held: allocation.quantity };
  });
  draft.put({
    id: reservationId,
    orderRef: command.orderRef,
    createdAt: draft.now,
    expiresAt,
    ttlMs: command.ttlMs,
    lines: granted.lines,
    allocations,
    releasedAt: null,
    expiredAt: null,
    version: 0,
  });
  return draft.accept({ reservationId });
}
