/** How pauses between tries grow. */
export interface Backoff {
  /** The longest that the first pause may be. */
  readonly firstMs: number;
  /** The longest that any pause may be. */
  readonly maxMs: number;
}

/** For requests to a warehouse system: long enough to let it recover, short enough that orders are not late. */
export const REQUEST_BACKOFF: Backoff = { firstMs: 500, maxMs: 60_000 };

/**
 * How long to wait before a try. The longest pause doubles with each failure; the pause is somewhere in its upper half,
 * so that replicas which failed together do not try together.
 *
 * @param failures in a row, from 1
 * @param random from 0 to below 1
 */
export function backoffMs(failures: number, { firstMs, maxMs }: Backoff, random = Math.random()) {
  const doublings = Math.max(0, failures - 1);
  const longest = Math.min(maxMs, firstMs * 2 ** Math.min(doublings, 50));
  return Math.ceil((longest * (1 + random)) / 2);
}
