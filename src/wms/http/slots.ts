import pLimit from "p-limit";

import type { TokenKind } from "../limiter/limiter.ts";

/** Bounds how many requests of an account are under way at once. */
export interface Slots {
  /** How many wait. */
  readonly waiting: number;
  run<T>(kind: TokenKind, work: () => Promise<T>): Promise<T>;
}

/**
 * Neither kind can take every slot, since whoever has one may still wait for a token of its kind: reading gets half of
 * them, orders all but one.
 */
export function createSlots(concurrency: number): Slots {
  const all = pLimit(concurrency);
  const kinds = {
    order: pLimit(Math.max(1, concurrency - 1)),
    read: pLimit(Math.max(1, Math.floor(concurrency / 2))),
  };
  return {
    get waiting() {
      return all.pendingCount + kinds.order.pendingCount + kinds.read.pendingCount;
    },
    run: (kind, work) => kinds[kind](() => all(work)),
  };
}
