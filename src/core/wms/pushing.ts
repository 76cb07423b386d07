import type { Instant } from "../instant.ts";
import type { WmsDialect } from "./dialect.ts";
import { sumLines, type WmsOrder } from "./order.ts";

/** What is to be done next to bring an order to its warehouse system. */
export type NextPush =
  | { readonly what: "nothing" }
  /** Book that it is being sent, then push it. */
  | { readonly what: "push" }
  /** It may have arrived: ask for it by its reference before it is pushed again. */
  | { readonly what: "lookUp" }
  | { readonly what: "cancel" }
  | { readonly what: "wait"; readonly until: Instant };

/**
 * What to do with an order. A key makes a second push harmless. Without keys nothing is pushed a second time before it
 * was looked for, and not looked for while an earlier request can still arrive or states can be older than it. Nothing is
 * cancelled before it was taken: "unknown" would answer nothing.
 *
 * @param timeoutMs how long a request may take before it is given up
 */
export function nextPush(
  order: WmsOrder,
  now: Instant,
  dialect: WmsDialect,
  timeoutMs: number,
): NextPush {
  if (order.parked) return { what: "nothing" };
  switch (order.status) {
    case "local":
      return { what: "push" };
    case "sending": {
      if (dialect.orderKeys) return { what: "push" };
      const silentMs = timeoutMs + dialect.requestLastsMs + dialect.lagMs;
      const until = (order.sentAt ?? now) + silentMs;
      return now < until ? { what: "wait", until } : { what: "lookUp" };
    }
    case "acked":
      return wantedCancel(order) > order.cancelSent ? { what: "cancel" } : { what: "nothing" };
    case "rejected":
    case "withdrawn":
      return { what: "nothing" };
    default:
      throw new Error(`no such status: ${String(order.status satisfies never)}`);
  }
}

/** Is there something to push or to cancel, now or later? */
export function isDue(order: WmsOrder): boolean {
  if (order.parked) return false;
  if (order.status === "acked") return wantedCancel(order) > order.cancelSent;
  return order.status === "local" || order.status === "sending";
}

/** Units that are to be cancelled, in all lines. */
export function wantedCancel(order: WmsOrder): bigint {
  return sumLines(order, (line) => line.cancelled);
}
