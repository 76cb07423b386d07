import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";

import { type Administration, createAdministration } from "../../src/access/administration.ts";
import { createAccess } from "../../src/access/createAccess.ts";
import { DatabaseUnavailable } from "../../src/store/errors.ts";
import { createOrm } from "../../src/store/orm.ts";
import { createPool } from "../../src/store/sql/pool.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { CountingPool } from "./countingPool.ts";

const fromHere = { bearer: null, fromLoopback: true };
const fromElsewhere = { bearer: null, fromLoopback: false };

let database: TestDatabase;
let orm: MikroORM;
let pool: Pool;
let administration: Administration;
let now = 0;

beforeEach(async () => {
  database = await createTestDatabase();
  orm = await createOrm(database.url, 1);
  pool = createPool(database.url, 2);
  administration = createAdministration(orm);
});

afterEach(async () => {
  await pool.end();
  await orm.close(true);
  await database.drop();
});

test("in the open demo whoever calls from this machine is the demo tenant's admin", async () => {
  const access = await openDemo();

  expect(await access.identify(fromHere)).toMatchObject({
    actor: "open",
    role: "admin",
    tenants: [{ code: "demo" }],
  });
});

test("in the open demo nobody is let in from elsewhere, nor with a wrong key", async () => {
  const access = await openDemo();

  expect(await access.identify(fromElsewhere)).toBeUndefined();
  const wrong = { bearer: `hf_${"A".repeat(43)}`, fromLoopback: true };
  expect(await access.identify(wrong)).toBeUndefined();
});

test("the demo closes within 5 seconds of the first key, and stays closed when that is revoked", async () => {
  const access = await openDemo();
  await access.identify(fromHere);
  const key = await administration.createKey({ name: "x", role: "admin", tenants: ["demo"] });

  now += 4_999;

  expect(await access.identify(fromHere)).toBeUndefined();
  expect(await access.identify({ bearer: key.key, fromLoopback: true })).toBeDefined();
  await administration.revokeKey(key.id);
  now += 60_000;
  expect(await access.identify(fromHere)).toBeUndefined();
});

test("a demo that is started anew while keys exist is closed from the first call", async () => {
  await openDemo();
  const key = await administration.createKey({ name: "x", role: "admin", tenants: ["demo"] });
  await administration.revokeKey(key.id);

  const restarted = createAccess({ pool, open: await administration.findTenant("demo") });

  expect(await restarted.identify(fromHere)).toBeUndefined();
});

test("a database without keys opens nothing by itself", async () => {
  await administration.createTenant({ code: "demo", name: "Demo" });
  const access = createAccess({ pool, open: undefined });

  expect(await access.identify(fromHere)).toBeUndefined();
});

test("when the database does not answer, the open demo does not guess", async () => {
  const broken = new CountingPool(pool);
  const access = await openDemo(broken);
  broken.broken = true;

  await expect(access.identify(fromHere)).rejects.toBeInstanceOf(DatabaseUnavailable);
  broken.broken = false;
  expect(await access.identify(fromHere)).toBeDefined();
});

test("many calls at once ask once whether the demo is still open", async () => {
  const counted = new CountingPool(pool);
  const access = await openDemo(counted);

  await Promise.all(Array.from({ length: 50 }, () => access.identify(fromHere)));

  expect(counted.queries).toBe(1);
});

async function openDemo(through: Pick<Pool, "query"> = pool) {
  const open = await administration.createTenant({ code: "demo", name: "Demo" });
  return createAccess({ pool: through, open, now: () => now });
}
