import { least } from "../balances.ts";
import type { WmsDialect } from "./dialect.ts";
import { withEvents } from "./looseEvents.ts";
import type { Shown, WmsRow } from "./row.ts";

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

/** What of the unallocatable units is a condition of ours already. */
export function overlapOf(row: WmsRow, unallocatable: bigint): bigint {
  const holds = (row.next ?? row.sight)?.holds ?? [];
  let overlap = 0n;
  for (const { reference, quantity } of row.ours) {
    const theirs = holds.find((hold) => hold.reference === reference);
    if (theirs !== undefined) overlap += least(quantity, theirs.quantity);
  }
  return least(overlap, unallocatable);
}
