import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";

import { newId } from "../../src/store/newId.ts";
import { asService } from "../isolation/rows.ts";
import { type Operator, openOperator } from "../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createTestTenant } from "../support/tenants.ts";
import { createAccount } from "./support/accounts.ts";

let database: TestDatabase;
let operator: Operator;
let client: Client;
let account: string;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
  client = new Client({ connectionString: database.url });
  await client.connect();
  account = await createAccount(operator);
});
afterAll(async () => {
  await client.end();
  await operator.leave();
  await database.drop();
});

test.each([["https://wms.example"], ["http://127.0.0.1:8090"], ["https://wms.example:8443/a/b/"]])(
  "an account may be at %s",
  async (baseUrl) => {
    await expect(createAccount(operator, { base_url: baseUrl })).resolves.toBeDefined();
  },
);

test.each([
  ["base_url_is_http", { base_url: "ftp://wms.example" }],
  ["base_url_is_http", { base_url: "file:///etc/passwd" }],
  ["base_url_is_http", { base_url: "https://user:password@wms.example" }],
  ["base_url_is_http", { base_url: "https://wms.example/?key=secret" }],
  ["secret_is_only_named", { secret_name: "sk_live_4eC39HqLyjWDarjtT1zdp7dc" }],
  ["secret_is_only_named", { secret_name: "" }],
  ["adapter_is_named", { adapter: "" }],
  ["quota_is_bounded", { requests: 2 }],
  ["quota_is_bounded", { window_ms: 999 }],
])("the database refuses (%s) an account with %j", async (check, given) => {
  await expect(createAccount(operator, given)).rejects.toThrow(`"${check}"`);
});

test("a location of ours is one place of one warehouse system, and a place is one location", async () => {
  const { id: tenant } = await createTestTenant(database.url);
  const [location, another] = [newId(), newId()];
  await place("W1", "ACME", tenant, location);
  await expect(place("W1", "ACME", tenant, another)).rejects.toThrow("wms_place_pkey");
  await expect(place("W2", "ACME", tenant, location)).rejects.toThrow("wms_place_location");
  await expect(place("", "ACME", tenant, another)).rejects.toThrow("place_is_named");
  await place("W2", "", tenant, another);
});

test("the service reads accounts and places, and writes buckets only", async () => {
  const may = async (sql: string): Promise<string> =>
    (await asService(client, undefined, sql)).refusal;
  for (const table of ["wms_account", "wms_place", "wms_bucket"]) {
    expect(await may(`select from ${table}`)).toBe("");
    expect(await may(`delete from ${table}`)).toMatch(/^permission denied/);
  }
  for (const table of ["wms_account", "wms_place"]) {
    expect(await may(`insert into ${table} default values`)).toMatch(/^permission denied/);
    expect(await may(`update ${table} set account_id = null`)).toMatch(/^permission denied|exist/);
  }
  expect(
    await may(`insert into wms_bucket (account_id, refilled_at) values ('${account}', now())`),
  ).toBe("");
  expect(await may("update wms_bucket set tokens = 0")).toBe("");
});

async function place(warehouse: string, owner: string, tenant: string, location: string) {
  await operator.query(
    "insert into wms_place (account_id, warehouse, owner, tenant_id, location_id) values ($1, $2, $3, $4, $5)",
    [account, warehouse, owner, tenant, location],
  );
}
