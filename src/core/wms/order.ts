import { atLeastZero, least } from "../balances.ts";
import type { Instant } from "../instant.ts";
import type { Uuid } from "../stock.ts";
import type { WmsDialect } from "./dialect.ts";
import { isAskedAfter } from "./looseEvents.ts";
import type { Sight } from "./row.ts";

/**
 * Where an order to the warehouse system is. `local`: it has not been sent; `sending`: it may have arrived; `acked`: it was
 * taken; `rejected`: it was not, and never will be; `withdrawn`: it was given up before it was sent.
 */
export type WmsOrderStatus = "local" | "sending" | "acked" | "rejected" | "withdrawn";

/** Units that a run has allocated from one stock row. */
export interface WmsAllocation {
  readonly stockId: Uuid;
  readonly quantity: bigint;
  readonly run: bigint | null;
  /** When it was written into our books. */
  readonly toldAt: Instant;
  /** A page of the row shows it: it no longer counts as committed. */
  readonly handedOver: boolean;
  /** What of it was taken back or returned: it is not delivered, and the page brings the units back. */
  readonly undone: bigint;
}

/** One line of an order: what one line of a reservation, or one component of it, has bought at the location. */
export interface WmsOrderLine {
  /** From 1 within the order. */
  readonly number: number;
  /** Number of the reservation's line. */
  readonly line: number;
  /** Which component of a bundle's line, from 1; 0 where it is of no bundle. */
  readonly component: number;
  readonly sku: string;
  /** The only lot that will do, or null. */
  readonly lot: string | null;
  readonly ordered: bigint;
  /** Units that we asked to cancel, in all. */
  readonly cancelled: bigint;
  /** What of them the warehouse system has dealt with. */
  readonly cancelAnswered: bigint;
  readonly refused: bigint;
  /** Will never be allocated. */
  readonly closed: bigint;
  /** Allocations undone by the warehouse system itself: they are claims anew. */
  readonly takenBack: bigint;
  readonly shipped: bigint;
  readonly allocations: readonly WmsAllocation[];
}

/** Names what a line of an order serves, among all that the reservation has bought. */
export function servedKey({ line, component }: Pick<WmsOrderLine, "line" | "component">): string {
  return `${line}/${component}`;
}

/** What one commit has bought at one location of a warehouse system. */
export interface WmsOrder {
  /** Ours, unique for ever: the id of the entry that made it, and a number. */
  readonly reference: string;
  readonly reservationId: Uuid;
  /** Code of the location. */
  readonly location: string;
  readonly status: WmsOrderStatus;
  /** Why it was rejected, or parked; empty otherwise. */
  readonly reason: string;
  /** It is not pushed until somebody looks at it. */
  readonly parked: boolean;
  readonly lines: readonly WmsOrderLine[];
  readonly createdAt: Instant;
  /** When the last attempt to push it was booked. */
  readonly sentAt: Instant | null;
  /** Units of cancellations that were read by the warehouse system, in all lines. */
  readonly cancelSent: bigint;
  /** 0 when it is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** What of a line still counts as committed. */
export function claimOf(line: WmsOrderLine): bigint {
  let claim = line.ordered + line.takenBack - line.closed;
  for (const { quantity, handedOver } of line.allocations) if (handedOver) claim -= quantity;
  return claim;
}

/** What of the claim was allocated by a run that no page shows yet. */
export function awaitedOf(line: WmsOrderLine): bigint {
  let awaited = 0n;
  for (const { quantity, handedOver } of line.allocations) if (!handedOver) awaited += quantity;
  return awaited;
}

/** What no run has allocated, as far as we know. */
export function openOf(line: WmsOrderLine): bigint {
  return claimOf(line) - awaitedOf(line);
}

/** Units whose cancellation was asked for and not yet dealt with: no more than are still to be delivered. */
export function pendingCancel(line: WmsOrderLine): bigint {
  return atLeastZero(least(line.cancelled - line.cancelAnswered, claimOf(line)));
}

/** Units that could still be given back: committed, and not asked back already. */
export function releasableOf(line: WmsOrderLine): bigint {
  return claimOf(line) - pendingCancel(line);
}

/** Is there nothing more to come: every unit delivered, closed or returned, no cancellation open? */
export function isSettled(order: WmsOrder): boolean {
  return order.lines.every((line) => {
    let delivered = 0n;
    for (const { quantity, undone } of line.allocations) delivered += quantity - undone;
    return claimOf(line) === 0n && pendingCancel(line) === 0n && line.shipped >= delivered;
  });
}

/**
 * Does the page that a row shows surely have an allocation? By its run where runs are numbered; elsewhere when the
 * allocation was in our books before the page was asked for, by at least as long as a run lasts.
 */
export function isHandedOver(
  allocation: WmsAllocation,
  sight: Sight | null,
  dialect: WmsDialect,
): boolean {
  if (sight === null) return false;
  if (dialect.numberedRuns) return (allocation.run ?? 0n) <= (sight.run ?? -1n);
  return isAskedAfter(sight.askedAt, allocation.toldAt + dialect.runLastsMs, dialect);
}

/** Units of a line in all, over its lines, by a measure. */
export function sumLines(order: WmsOrder, measure: (line: WmsOrderLine) => bigint): bigint {
  let sum = 0n;
  for (const line of order.lines) sum += measure(line);
  return sum;
}
