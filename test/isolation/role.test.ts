import type { DescMethodUnary } from "@bufbuild/protobuf";
import {
  CatalogService,
  ExchangeService,
  InventoryService,
  StockService,
  WmsService,
} from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";

import { REQUESTS } from "../badInput/requests.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { callOf } from "../support/stockClient.ts";
import { outcomeOf } from "../support/outcomes.ts";

let shop: Shop;
let client: Client;

beforeAll(async () => {
  shop = await openShop();
  await shop.receive("SOCK", 10);
  client = new Client({ connectionString: shop.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await shop?.close();
});

const METHODS = [
  InventoryService,
  StockService,
  CatalogService,
  ExchangeService,
  WmsService,
].flatMap(({ methods }) => methods as readonly DescMethodUnary[]);

/** Calls every RPC with a good request. */
async function ends(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const method of METHODS) {
    const request = REQUESTS[method.name]?.() ?? {};
    found.set(method.name, await outcomeOf(callOf(shop.client, method)(request)));
  }
  return found;
}

test("every RPC does all that it does as the service's role, whoever logged in", async () => {
  const before = await ends();
  // The login may do anything still; what is refused now was done as the role.
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not like 'api_key%' and relname not in ('tenant', 'schema_migration')`,
  );
  for (const { name } of rows) await client.query(`revoke all on ${name} from holdfast_service`);

  const without = await ends();

  expect([...before.values()]).not.toContain("INTERNAL");
  // The tenant itself is the platform's, and read before its key is known to be good.
  const isPlatform = (method: string): boolean => method === "GetTenant";
  expect(without).toEqual(
    new Map([...before.keys()].map((method) => [method, isPlatform(method) ? "OK" : "INTERNAL"])),
  );
});
