import { atLeastZero, least } from "../balances.ts";
import type { WmsDialect } from "./dialect.ts";
import { withEvents } from "./looseEvents.ts";
import type { LooseEvent, Shown, WmsHold, WmsRow } from "./row.ts";

/** What the row shows, with the events that its pages do not surely have. Nothing, until there was a page. */
export function shownOf(row: WmsRow, dialect: WmsDialect): Shown {
  const { sight, next, cap, events } = row;
  if (sight === null) return { orderable: 0n, unallocatable: 0n };
  let { orderable, unallocatable } = withEvents(sight, events, dialect);
  for (const limit of [cap, next]) {
    if (limit === null) continue;
    const shown = withEvents(limit, events, dialect);
    orderable = least(orderable, shown.orderable);
    unallocatable = shown.unallocatable;
  }
  return { orderable, unallocatable };
}

/**
 * What of the unallocatable units is a condition of ours already: no more than every sight says that may be the true one,
 * and without what events have let go of since, for they name no reference. Units that were let go of while others are
 * kept would be sold otherwise, although we keep them from sale.
 */
export function overlapOf(row: WmsRow, unallocatable: bigint): bigint {
  const sights = [row.sight, row.cap, row.next].filter((sight) => sight !== null);
  const [overlap, ...others] = sights.map(({ holds }) => overlapWith(row.ours, holds));
  if (overlap === undefined) return 0n;
  const surely = others.reduce(least, overlap) - letGo(row.events);
  return least(unallocatable, atLeastZero(surely));
}

function letGo(events: readonly LooseEvent[]): bigint {
  let units = 0n;
  for (const { unallocatable } of events) if (unallocatable < 0n) units -= unallocatable;
  return units;
}

function overlapWith(ours: readonly WmsHold[], theirs: readonly WmsHold[]): bigint {
  let overlap = 0n;
  for (const { reference, quantity } of ours) {
    const same = theirs.find((hold) => hold.reference === reference);
    if (same !== undefined) overlap += least(quantity, same.quantity);
  }
  return overlap;
}
