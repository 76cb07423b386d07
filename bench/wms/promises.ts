import type { World } from "../../src/wmsSim/world/world.ts";

/** Units that were promised to buyers, by SKU. */
export type Promises = Map<string, number>;

/** What lies there of an item and what has left it, in all lots. */
interface Real {
  readonly shelf: number;
  readonly shipped: number;
}

/** What can really be promised of an item now: on the shelf, and nobody's yet. Below 0: promised and not there. */
export function deliverable(world: World, promises: Promises, sku: string): number {
  return spare(promises, sku, realities(world).get(sku));
}

/** Promised units for which there is none on the shelf now, of all items. */
export function overpromised(world: World, promises: Promises): number {
  const real = realities(world);
  let units = 0;
  for (const sku of promises.keys()) units += Math.max(0, -spare(promises, sku, real.get(sku)));
  return units;
}

/** Promised units that have not left the house, of all items. */
export function undelivered(world: World, promises: Promises): number {
  const real = realities(world);
  let units = 0;
  for (const [sku, promised] of promises) units += promised - (real.get(sku)?.shipped ?? 0);
  return units;
}

function spare(promises: Promises, sku: string, real: Real = { shelf: 0, shipped: 0 }): number {
  return real.shelf - ((promises.get(sku) ?? 0) - real.shipped);
}

function realities(world: World): Map<string, Real> {
  const found = new Map<string, Real>();
  for (const { sku, shelf, shipped } of world.reality()) {
    const { shelf: before, shipped: left } = found.get(sku) ?? { shelf: 0, shipped: 0 };
    found.set(sku, { shelf: before + shelf, shipped: left + shipped });
  }
  return found;
}
