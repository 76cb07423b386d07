import type { CommandHeader } from "../core/command.ts";
import {
  fieldViolation,
  itemNotFound,
  locationNotFound,
  type Rejection,
} from "../core/rejection.ts";
import {
  findPairs,
  findSafetyStock,
  type FoundPair,
  listSafetyStock as list,
  putSafetyStock,
  type SafetyStockRow,
} from "../store/catalog/safetyStock.ts";
import { writeCatalog } from "../store/catalog/write.ts";
import { CommandRejected } from "../store/errors.ts";
import type { Created, ListedSafetyStock, SafetyStock, SafetyStockQuery } from "./resources.ts";
import type { Room } from "./room.ts";

/** Says how many units of single items new promises leave at single locations: all pairs or none. */
export async function setSafetyStock(
  { database, tenantId }: Room,
  header: CommandHeader,
  pairs: readonly SafetyStock[],
): Promise<Created<readonly SafetyStock[]>> {
  const skus = pairs.map(({ sku }) => sku);
  const codes = pairs.map(({ location }) => location);
  const { replayed } = await writeCatalog(database, tenantId, header, {
    kind: "upsert_catalog",
    reference: `${pairs.length} safety stock`,
    prepare: async ({ client }) => {
      const found = await findPairs(client, tenantId, skus, codes);
      const refusal = namedTwice(pairs) ?? nobodys(pairs, found);
      if (refusal !== undefined) throw new CommandRejected(refusal);
      const itemIds = found.map(({ item_id }) => item_id ?? "");
      const locationIds = found.map(({ location_id }) => location_id ?? "");
      const quantities = pairs.map(({ quantity }) => quantity);
      await putSafetyStock(client, tenantId, itemIds, locationIds, quantities);
      return async () => undefined;
    },
  });
  const rows = await findSafetyStock(database.pool, tenantId, skus, codes);
  return { resource: rows.map(pairOf), replayed };
}

/** In the byte order of SKUs, then of codes. */
export async function listSafetyStock(
  { readPool, tenantId }: Room,
  { after, limit, sku, location }: SafetyStockQuery,
): Promise<ListedSafetyStock[]> {
  const ids = after?.split(" ") ?? null;
  const rows = await list(readPool, tenantId, [sku, location], ids, limit);
  return rows.map((row) => ({ ...pairOf(row), key: `${row.item_id} ${row.location_id}` }));
}

function pairOf({ sku, code, quantity }: SafetyStockRow): SafetyStock {
  return { sku, location: code, quantity };
}

function namedTwice(pairs: readonly SafetyStock[]): Rejection | undefined {
  const seen = new Set<string>();
  for (const [index, { sku, location }] of pairs.entries()) {
    const name = `${sku}\n${location}`;
    const field = `safety_stock[${index}]`;
    const message = `${field}: ${sku} at ${location} is named twice; name it once`;
    if (seen.has(name)) return fieldViolation(field, message);
    seen.add(name);
  }
  return undefined;
}

function nobodys(
  pairs: readonly SafetyStock[],
  found: readonly FoundPair[],
): Rejection | undefined {
  for (const [index, { sku, location }] of pairs.entries()) {
    const field = `safety_stock[${index}]`;
    if (found[index]?.item_id === null) return itemNotFound(sku, `${field}.sku`);
    if (found[index]?.location_id === null) return locationNotFound(location, `${field}.location`);
  }
  return undefined;
}
