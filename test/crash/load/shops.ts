import { randomUUID } from "node:crypto";

import type { StockClient } from "../../support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../../support/tenants.ts";
import { ask, type Asker } from "./ask.ts";
import { DEPOT, HOT, SPREAD, STORE } from "./choices.ts";
import type { Asked } from "./told.ts";

/** A tenant, the way in to it, and all that its callers were told. */
export interface Shop extends Asker {
  readonly tenant: TestTenant;
  /** The way in for a caller: those with even numbers use one server, the others the other one. */
  client(caller: number): StockClient;
}

const HOT_UNITS = 1_000;
const SPREAD_UNITS = 60;

/** Makes a tenant with two locations and with stock of every SKU at both. */
export async function openShop(
  url: string,
  code: string,
  clientOf: (tenant: TestTenant, caller: number) => StockClient,
): Promise<Shop> {
  const tenant = await createTestTenant(url, code);
  const shop: Shop = {
    tenant,
    told: [],
    failures: new Map(),
    client: (caller) => clientOf(tenant, caller),
  };
  const say = (asked: Asked): Promise<unknown> =>
    ask(shop, asked, { client: (attempt) => shop.client(attempt) });
  const skus = [HOT, ...SPREAD];
  await Promise.all([
    say({ requestId: randomUUID(), method: "createLocation", code: STORE, deferred: false }),
    say({ requestId: randomUUID(), method: "createLocation", code: DEPOT, deferred: true }),
    ...skus.map((sku) => say({ requestId: randomUUID(), method: "createItem", sku })),
  ]);
  const lines = skus.map((sku) => ({ sku, units: sku === HOT ? HOT_UNITS : SPREAD_UNITS }));
  for (const location of [STORE, DEPOT]) {
    await say({ requestId: randomUUID(), method: "receive", location, lines });
  }
  return shop;
}
