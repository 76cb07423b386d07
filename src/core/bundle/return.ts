import { least } from "../balances.ts";
import { reject, type Rejection } from "../rejection.ts";
import type { Allocation } from "../reservation.ts";
import { placesOf, Sharing } from "./sharing.ts";

/** Whole bundles of one line that come back. */
export interface BundlesBack {
  readonly bundles: bigint;
  /** Units by allocation. */
  readonly units: ReadonlyMap<Allocation, bigint>;
}

/**
 * Takes whole bundles back, those that shipped first first. Which lot comes back of a component that was shipped from
 * several, nobody can tell of a bundle: then all that are out come back together, or none.
 *
 * @param served every allocation of the line
 * @param open how many units of an allocation may come back
 */
export function takeBundlesBack(
  served: readonly Allocation[],
  wanted: bigint,
  open: (allocation: Allocation) => bigint,
  field: string,
): BundlesBack | Rejection {
  const sharing = new Sharing({ most: open });
  const places = placesOf(served);
  let all = 0n;
  for (const place of places) all += sharing.bundlesOf(place);
  const mixed = wanted < all ? ofSeveralLots(served, open) : undefined;
  if (mixed !== undefined) return whichLot(mixed, all, field);
  let left = wanted;
  for (const place of places) {
    const bundles = least(left, sharing.bundlesOf(place));
    sharing.takeBundles(place, bundles);
    left -= bundles;
  }
  return { bundles: wanted - left, units: sharing.shares };
}

/** Refuses a lot that is said of a bundle: its components have them. */
export function bundleHasNoLot(sku: string, lot: string, field: string): Rejection {
  const message = `${field}.lot: "${sku}" is a bundle and was shipped from no lot of its own; leave the lot out`;
  return { ...reject("INVALID_MOVEMENT", message, { sku, lot }), field: `${field}.lot` };
}

/** A component that is still out of more than one lot. */
function ofSeveralLots(
  served: readonly Allocation[],
  open: (allocation: Allocation) => bigint,
): string | undefined {
  const lots = new Map<string, string | null>();
  for (const allocation of served) {
    if (open(allocation) === 0n) continue;
    const { sku, lot } = allocation;
    if (lots.has(sku) && lots.get(sku) !== lot) return sku;
    lots.set(sku, lot);
  }
  return undefined;
}

function whichLot(sku: string, all: bigint, field: string): Rejection {
  const message = `${field}.quantity: ${sku} of these bundles was shipped from several lots; return all ${all} that are out, or receive the components in their lots`;
  return {
    ...reject("INVALID_MOVEMENT", message, { sku, open: String(all) }),
    field: `${field}.quantity`,
  };
}
