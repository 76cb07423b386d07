import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";

import { openShop, type Shop } from "../support/shop.ts";
import { type Audit, openAudit } from "./audit.ts";

let shop: Shop;
let operator: Client;
let audit: Audit;

beforeAll(async () => {
  shop = await openShop();
  await shop.receive("SOCK", 10);
  operator = new Client({ connectionString: shop.url });
  await operator.connect();
  audit = await openAudit(shop.url);
});

afterAll(async () => {
  await audit?.close();
  await operator?.end();
  await shop?.close();
});

const nobody = new Set<string>();

test("what an accepted request wrote is accounted for, once it is known as accepted", async () => {
  const requestId = randomUUID();
  await shop.reserve("SOCK", 1, { requestId });

  const suspected = await audit.look(nobody);

  expect(suspected).toEqual([
    `entry 4 (reserve) tells of api "${requestId}", which was never accepted`,
  ]);
  await shop.reserve("SOCK", 1, { requestId: `${requestId}-2` });
  expect(await audit.look(new Set([requestId, `${requestId}-2`]))).toEqual([]);
});

test("an accepted request that is not in the journal is missed", async () => {
  const requestId = randomUUID();
  await shop.reserve("SOCK", 1, { requestId });

  expect(await audit.missing([requestId, "never sent"])).toEqual(["never sent"]);
  await audit.look(new Set([requestId]));
});

test("questions and refusals write nothing", async () => {
  await shop.availability("SOCK");
  await shop.reserve("SOCK", 1_000).catch(() => undefined);
  await shop.item("SOCK").catch(() => undefined);

  expect(await audit.look(nobody)).toEqual([]);
});

test.each([
  ["stock", "update stock set version = version + 1"],
  ["reservation", "update reservation set order_ref = 'x'"],
  ["allocation", "update allocation set expires_at = null"],
  ["head", "update head set recorded_at = recorded_at"],
  ["item", "update item set name = name"],
  ["location", "update location set name = name"],
  ["tenant", "update tenant set name = name"],
  ["api_key", "update api_key set name = name"],
])("whoever writes %s beside the journal is seen", async (table, statement) => {
  const { rowCount } = await operator.query(statement);

  const found = await audit.look(nobody);

  expect(found).toEqual([`${rowCount} rows of ${table} were written that no entry tells of`]);
  expect(await audit.look(nobody)).toEqual([]);
});
