import type { Reservation } from "../reservation.ts";
import { compareText } from "../stock.ts";
import { awaitedOf, claimOf, pendingCancel, type WmsOrder, type WmsOrderLine } from "./order.ts";

/**
 * Where a line of an order to a warehouse system is. `parked`: somebody has to look at it; `releasing`: its cancellation
 * is asked for; `handedOver`, `released`, `rejected` and `withdrawn` are the end.
 */
export type WmsState =
  | "local"
  | "sending"
  | "acked"
  | "handedOver"
  | "releasing"
  | "released"
  | "rejected"
  | "parked"
  | "withdrawn";

/** Units of one lot, or of none, that serve a line and stay with it. */
export interface ServedLot {
  readonly lot: string | null;
  readonly quantity: bigint;
}

/** What has become of one line of an order at its warehouse system. */
export interface WmsProgress {
  readonly reference: string;
  readonly location: string;
  /** Number of the reservation's line. */
  readonly line: number;
  /** What is ordered: of a bundle's line, one of its components. */
  readonly sku: string;
  readonly state: WmsState;
  /** Why it was rejected, or parked; empty otherwise. */
  readonly reason: string;
  readonly ordered: bigint;
  /** Allocated by runs, undone allocations included. */
  readonly allocated: bigint;
  readonly handedOver: bigint;
  readonly closed: bigint;
  readonly returned: bigint;
  readonly takenBack: bigint;
  readonly cancelAsked: bigint;
  readonly cancelRefused: bigint;
  readonly shipped: bigint;
  readonly served: readonly ServedLot[];
}

/** What has become of a reservation's orders, line by line, oldest order first. */
export function progressOf(reservation: Reservation, orders: readonly WmsOrder[]): WmsProgress[] {
  const lots = new Map(reservation.allocations.map(({ stockId, lot }) => [stockId, lot]));
  return orders
    .toSorted((a, b) => a.createdAt - b.createdAt || compareText(a.reference, b.reference))
    .flatMap((order) => order.lines.map((line) => progressOfLine(order, line, lots)));
}

function progressOfLine(
  order: WmsOrder,
  line: WmsOrderLine,
  lots: ReadonlyMap<string, string | null>,
): WmsProgress {
  const { reference, location, reason } = order;
  const { line: number, sku, ordered, closed, takenBack, cancelled, refused, shipped } = line;
  let [allocated, undone] = [0n, 0n];
  for (const allocation of line.allocations) {
    allocated += allocation.quantity;
    undone += allocation.undone;
  }
  return {
    reference,
    location,
    line: number,
    sku,
    state: stateOf(order, line),
    reason,
    ordered,
    allocated,
    handedOver: allocated - awaitedOf(line),
    closed,
    returned: undone - takenBack,
    takenBack,
    cancelAsked: cancelled,
    cancelRefused: refused,
    shipped,
    served: servedBy(line, lots),
  };
}

function stateOf({ status, parked }: WmsOrder, line: WmsOrderLine): WmsState {
  if (status === "rejected" || status === "withdrawn") return status;
  if (claimOf(line) === 0n) {
    if (status === "local") return "withdrawn";
    return isDelivered(line) ? "handedOver" : "released";
  }
  if (parked) return "parked";
  if (pendingCancel(line) > 0n) return "releasing";
  return status;
}

/** Has any unit gone out that did not come back? */
function isDelivered({ allocations }: WmsOrderLine): boolean {
  return allocations.some(({ quantity, undone }) => quantity > undone);
}

function servedBy(
  { allocations }: WmsOrderLine,
  lots: ReadonlyMap<string, string | null>,
): ServedLot[] {
  const byLot = new Map<string | null, bigint>();
  for (const { stockId, quantity, undone } of allocations) {
    const lot = lots.get(stockId) ?? null;
    byLot.set(lot, (byLot.get(lot) ?? 0n) + quantity - undone);
  }
  return [...byLot]
    .map(([lot, quantity]) => ({ lot, quantity }))
    .filter(({ quantity }) => quantity > 0n)
    .toSorted((a, b) => compareText(a.lot ?? "", b.lot ?? ""));
}
