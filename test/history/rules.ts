import type { Command, Short, Units } from "./history.ts";
import type { PlannedRequest } from "./steps.ts";

/** What there is of one SKU. */
export interface Balance {
  readonly onHand: number;
  /** By holds that have not lapsed. */
  readonly held: number;
  /** By holds that have: the books may still show them as held until somebody sweeps. */
  readonly lapsed: number;
}

/** What has become of a reservation. */
export interface Hold {
  readonly status: "none" | "held" | "sold" | "released" | "lapsed";
  /** Units per line. */
  readonly granted: readonly number[];
  /** The request that set its end, or -1: it has none. */
  readonly endBy: number;
}

/** What a decision is made from. */
export interface Shelf {
  balance(sku: string): Balance;
  /** The reservation that a request made. */
  hold(order: number): Hold;
  /** The lines of a reservation. */
  lines(order: number): readonly Units[];
}

export interface Refusal {
  readonly reason: string;
  readonly short?: readonly Short[];
  readonly onHand?: number;
}

/** What is added to each SKU's balance, and what a reservation is afterwards. */
export interface Change {
  readonly moves: readonly ({ readonly sku: string } & Partial<Balance>)[];
  readonly after?: Hold;
}

/**
 * What one command does when it is alone with the stock of one location that ships at once. Written from the
 * contract (`proto/`), not from `src`.
 */
export function decide(shelf: Shelf, request: PlannedRequest): Change | Refusal {
  const { command, order } = request;
  switch (command.kind) {
    case "receive":
      return { moves: command.lines.map(({ sku, quantity }) => ({ sku, onHand: quantity })) };
    case "adjust":
      return adjust(shelf, command);
    case "reserve": {
      const endBy = command.ttlMs === null ? -1 : request.index;
      return grant(shelf, command, (quantity) => ({ held: quantity }), { status: "held", endBy });
    }
    case "sell":
      return grant(shelf, command, (quantity) => ({ onHand: -quantity }), {
        status: "sold",
        endBy: -1,
      });
    case "commit":
      return commit(shelf, order, command.reacquire);
    case "release":
    case "extend": {
      const hold = shelf.hold(order);
      if (hold.status !== "held") return nothingHeld(hold);
      if (command.kind === "extend") {
        return { moves: [], after: { ...hold, endBy: hold.endBy === -1 ? -1 : request.index } };
      }
      const moves = movesOf(shelf, order, (quantity) => ({ held: -quantity }));
      return { moves, after: { ...hold, status: "released" } };
    }
    default:
      throw new Error(`no rule for ${String(command satisfies never)}`);
  }
}

/** What time does to a hold that is still there. */
export function lapse(shelf: Shelf, order: number): Change {
  const moves = movesOf(shelf, order, (quantity) => ({ held: -quantity, lapsed: quantity }));
  return { moves, after: { ...shelf.hold(order), status: "lapsed" } };
}

/** Promised beyond what is there, nothing more can be promised. */
export function available({ onHand, held }: Pick<Balance, "onHand" | "held">): number {
  return Math.max(0, onHand - held);
}

function adjust(
  shelf: Shelf,
  { sku, delta, expected }: Extract<Command, { kind: "adjust" }>,
): Change | Refusal {
  const { onHand } = shelf.balance(sku);
  if (expected !== null && expected !== onHand) return { reason: "STALE_EXPECTATION", onHand };
  if (onHand + delta < 0) return { reason: "INVALID_MOVEMENT", onHand };
  return { moves: [{ sku, onHand: delta }] };
}

function grant(
  shelf: Shelf,
  { lines, partial }: Extract<Command, { kind: "reserve" | "sell" }>,
  move: (quantity: number) => Partial<Balance>,
  made: Pick<Hold, "status" | "endBy">,
): Change | Refusal {
  const granted = lines.map(({ sku, quantity }) =>
    Math.min(quantity, available(shelf.balance(sku))),
  );
  const short = shortLines(lines, granted);
  const isNothing = granted.every((quantity) => quantity === 0);
  if (short.length > 0 && (!partial || isNothing)) return { reason: "INSUFFICIENT_STOCK", short };
  const moves = lines.map(({ sku }, index) => ({ sku, ...move(granted[index] ?? 0) }));
  return { moves, after: { ...made, granted } };
}

function commit(shelf: Shelf, order: number, reacquire: boolean): Change | Refusal {
  const hold = shelf.hold(order);
  const isAgain = hold.status === "lapsed" && reacquire;
  if (hold.status !== "held" && !isAgain) return nothingHeld(hold);
  const lines = shelf.lines(order).map(({ sku }, index) => ({
    sku,
    quantity: hold.granted[index] ?? 0,
  }));
  const there = lines.map(({ sku, quantity }) => {
    const balance = shelf.balance(sku);
    // Whoever holds units may have what is on hand, first come, first served; who held them once stands in the line.
    return Math.min(quantity, isAgain ? available(balance) : balance.onHand);
  });
  const short = shortLines(lines, there);
  if (short.length > 0) return { reason: "INSUFFICIENT_STOCK", short };
  const moves = movesOf(shelf, order, (quantity) =>
    isAgain ? { onHand: -quantity, lapsed: -quantity } : { onHand: -quantity, held: -quantity },
  );
  return { moves, after: { ...hold, status: "sold" } };
}

function nothingHeld({ status }: Hold): Refusal {
  if (status === "none") return { reason: "RESERVATION_NOT_FOUND" };
  return { reason: status === "lapsed" ? "RESERVATION_EXPIRED" : "RESERVATION_CLOSED" };
}

function movesOf(
  shelf: Shelf,
  order: number,
  move: (quantity: number) => Partial<Balance>,
): Change["moves"] {
  const { granted } = shelf.hold(order);
  return shelf.lines(order).map(({ sku }, index) => ({ sku, ...move(granted[index] ?? 0) }));
}

function shortLines(lines: readonly Units[], there: readonly number[]): Short[] {
  return lines.flatMap(({ quantity }, index) => {
    const units = there[index] ?? 0;
    return units < quantity ? [{ line: index + 1, available: units }] : [];
  });
}
