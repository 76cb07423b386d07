import type { Pool } from "pg";

import {
  add,
  type Availability,
  availabilityOf,
  availabilityOfSupplier,
  bundleAvailability,
  NO_STOCK,
} from "../../core/availability.ts";
import type { Bundle } from "../../core/bundle/bundle.ts";
import type { StockRow } from "../../core/stock.ts";
import type { AvailabilityAnswer, AvailabilityKey } from "../answer.ts";
import { readStock, readStockOfBundles, type StockSeen } from "./stockSeen.ts";

/** Answers several callers' keys with one query; with a second one, of all of them, where some are bundles. */
export async function readAvailability(
  pool: Pool,
  tenantId: string,
  questions: readonly (readonly AvailabilityKey[])[],
): Promise<AvailabilityAnswer[][]> {
  const wanted = new Map<string, AvailabilityKey>();
  for (const key of questions.flat()) wanted.set(nameOf(key), key);
  const keys = [...wanted.values()];
  const plain = await readStock(pool, tenantId, keys);
  const seen = plain ?? (await readStockOfBundles(pool, tenantId, keys));
  const bySku = Map.groupBy(seen.rows, (row) => row.item.sku);
  const answers = new Map<string, AvailabilityAnswer>();
  for (const key of keys) answers.set(nameOf(key), answer(seen, bySku, key));
  return questions.map((asked) => asked.flatMap((key) => answers.get(nameOf(key)) ?? []));
}

function answer(
  { now, bundles }: StockSeen,
  bySku: ReadonlyMap<string, readonly StockRow[]>,
  key: AvailabilityKey,
): AvailabilityAnswer {
  const bundle = bundles.get(key.sku);
  const skus = bundle === undefined ? [key.sku] : bundle.components.map(({ sku }) => sku);
  const rows = skus
    .flatMap((sku) => bySku.get(sku) ?? [])
    .filter(({ location }) => key.location === null || location.code === key.location);
  const availability = availabilityFor(bundle, rows, key.supplier, now);
  return { ...key, availability, asOf: asOfRows(rows, now) };
}

function availabilityFor(
  bundle: Bundle | undefined,
  rows: readonly StockRow[],
  supplier: string | null,
  now: number,
): Availability {
  if (bundle !== undefined) return bundleAvailability(bundle, rows, now, supplier);
  const byLocation = Map.groupBy(rows, (row) => row.location.id);
  let sum = NO_STOCK;
  for (const place of byLocation.values()) {
    const whole = supplier === null;
    sum = add(
      sum,
      whole ? availabilityOf(place, now) : availabilityOfSupplier(place, supplier, now),
    );
  }
  return sum;
}

/** What we count ourselves is as of now; what a warehouse system counts, as of its last complete walk. */
function asOfRows(rows: readonly StockRow[], now: number): number | null {
  let asOf: number | null = now;
  for (const row of rows) {
    const { wmsAccountId, wmsSeenAt } = row.location;
    if (wmsAccountId === null || asOf === null) continue;
    asOf = wmsSeenAt === null ? null : Math.min(asOf, wmsSeenAt);
  }
  return asOf;
}

function nameOf(key: AvailabilityKey): string {
  return `${key.sku}\n${key.location ?? ""}\n${key.supplier ?? ""}`;
}
