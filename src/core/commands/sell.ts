import { sale } from "../allocations.ts";
import type { Books } from "../books.ts";
import type { Sell } from "../command.ts";
import type { Decision } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import type { Reservation } from "../reservation.ts";
import { orderFromWarehouses } from "../wms/ordering.ts";
import { allocationsFor, grantOrder } from "./order.ts";

/** Reserves and commits in one step: what a reservation would hold is sold on the spot, and never lapses. */
export function decideSell(books: Books, command: Sell): Decision {
  const draft = new Draft(books);
  const granted = grantOrder(draft, command, null);
  if ("verdict" in granted) return granted;
  const { reservationId } = command;
  const entry = draft.open(entryOf(command, "sell", draft.now, { reservationId }));
  const allocations = allocationsFor(granted.grants, []).map((allocation) => {
    const { to, delta } = sale(draft.stock(allocation.stockId));
    draft.move(entry, allocation.stockId, delta(allocation.quantity));
    return { ...allocation, [to]: allocation.quantity };
  });
  const sold: Reservation = {
    id: reservationId,
    orderRef: command.orderRef,
    createdAt: draft.now,
    expiresAt: null,
    ttlMs: null,
    lines: granted.lines,
    allocations,
    releasedAt: null,
    expiredAt: null,
    version: 0,
  };
  orderFromWarehouses(draft, command.entryId, sold, []);
  draft.put(sold);
  return draft.accept({ reservationId });
}
