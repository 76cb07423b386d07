import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import { randomBytes } from "node:crypto";
import type { Pool } from "pg";

import type { Access } from "../../src/access/access.ts";
import { type Administration, createAdministration } from "../../src/access/administration.ts";
import { createAccess } from "../../src/access/createAccess.ts";
import { DatabaseUnavailable, Overloaded } from "../../src/store/errors.ts";
import { createOrm } from "../../src/store/orm.ts";
import { createPool } from "../../src/store/sql/pool.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { CountingPool } from "./countingPool.ts";

/** What the rules allow a revoked key. */
const REVOKED_WITHIN_MS = 5_000;

let database: TestDatabase;
let orm: MikroORM;
let pool: Pool;
let counted: CountingPool;
let administration: Administration;
let access: Access;
let now = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  orm = await createOrm(database.url, 2);
  pool = createPool(database.url, 2);
  administration = createAdministration(orm);
  await administration.createTenant({ code: "acme", name: "Acme" });
  await administration.createTenant({ code: "beta", name: "Beta" });
});

beforeEach(() => {
  counted = new CountingPool(pool);
  access = createAccess({ pool: counted, open: undefined, now: () => now });
});

afterAll(async () => {
  await pool?.end();
  await orm?.close(true);
  await database?.drop();
});

test("a key tells who calls, in which role, for which tenants", async () => {
  const made = await makeKey(["beta", "acme"]);

  const caller = await show(made.key);

  expect(caller).toMatchObject({ actor: made.id, role: "service" });
  expect(caller?.tenants.map(({ code }) => code)).toEqual(["acme", "beta"]);
});

test.each([
  null,
  "",
  "hf_",
  `hf_${"A".repeat(43)}`,
  `hf_${"A".repeat(42)}`,
  "' or true --",
  "hf_\u0000",
])("%j is nobody, from this machine or another", async (bearer) => {
  expect(await access.identify({ bearer, fromLoopback: true })).toBeUndefined();
  expect(await access.identify({ bearer, fromLoopback: false })).toBeUndefined();
});

test("what cannot be a key is not asked about", async () => {
  await show("garbage");
  await show(`hf_${"ä".repeat(43)}`);

  expect(counted.queries).toBe(0);
});

test("a revoked key stops working within 5 seconds", async () => {
  const made = await makeKey(["acme"]);
  await show(made.key);
  await administration.revokeKey(made.id);

  now += REVOKED_WITHIN_MS - 1;

  expect(await show(made.key)).toBeUndefined();
});

test("a key in use is asked about every few seconds, not at every call", async () => {
  const { key } = await makeKey(["acme"]);
  await Promise.all(Array.from({ length: 100 }, () => show(key)));
  for (let call = 0; call < 100; call++) await show(key);
  expect(counted.queries).toBe(1);

  now += REVOKED_WITHIN_MS;
  expect(await show(key)).toBeDefined();
  expect(counted.queries).toBe(2);
});

test("a key that was unknown a moment ago works soon after it was made", async () => {
  const { id, key } = await makeKey(["acme"]);
  await pool.query("update api_key set revoked_at = now() where id = $1", [id]);
  expect(await show(key)).toBeUndefined();
  await pool.query("update api_key set revoked_at = null where id = $1", [id]);

  now += 1_000;

  expect(await show(key)).toBeDefined();
});

test("a flood of made-up keys neither busies the database nor shuts out good keys", async () => {
  const { key } = await makeKey(["acme"]);
  const late = await makeKey(["acme"]);
  await show(key);
  await show(late.key);
  now += REVOKED_WITHIN_MS;
  const queriesBefore = counted.queries;

  const flood = await Promise.allSettled(Array.from({ length: 5_000 }, () => show(madeUpKey())));
  const during = await Promise.all([show(key), show(late.key)]);

  const refused = flood.filter((answer) => answer.status === "rejected");
  expect(refused).toHaveLength(4_000);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(Overloaded);
  expect(during.map((caller) => caller?.role)).toEqual(["service", "service"]);
  expect(counted.queries - queriesBefore).toBeLessThanOrEqual(8);
  expect(counted.atOnceMax).toBe(1);
});

test("good keys are served in the middle of a flood", async () => {
  const { key } = await makeKey(["acme"]);
  await show(key);
  now += REVOKED_WITHIN_MS;

  const flood = Promise.allSettled(Array.from({ length: 3_000 }, () => show(madeUpKey())));
  const caller = await show(key);
  await flood;

  expect(caller).toBeDefined();
});

test("made-up keys do not push good ones out of memory", async () => {
  const { key } = await makeKey(["acme"]);
  await show(key);
  for (let round = 0; round < 12; round++) {
    await Promise.all(Array.from({ length: 1_000 }, () => show(madeUpKey())));
  }
  const queriesBefore = counted.queries;

  await show(key);

  expect(counted.queries).toBe(queriesBefore);
});

test("the look-up needs no more rights than the service's role has", async () => {
  const { key } = await makeKey(["acme"]);
  const login = `till_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("hex");
  await pool.query(`create role ${login} login noinherit password '${password}'`);
  await pool.query(`grant holdfast_service to ${login}`);
  const url = new URL(database.url);
  url.username = login;
  url.password = password;
  const poor = createPool(url.href, 1);
  try {
    const its = createAccess({ pool: poor, open: undefined });
    expect(await its.identify({ bearer: key, fromLoopback: false })).toBeDefined();
    await expect(poor.query("select from api_key")).rejects.toThrow(/permission denied/);
  } finally {
    await poor.end();
    await pool.query(`drop role ${login}`);
  }
});

test("when the database does not answer, a key is not called wrong", async () => {
  const { key } = await makeKey(["acme"]);
  await show(key);
  counted.broken = true;

  expect(await show(key)).toBeDefined();
  await expect(show(madeUpKey())).rejects.toBeInstanceOf(DatabaseUnavailable);
  now += REVOKED_WITHIN_MS;
  await expect(show(key)).rejects.toBeInstanceOf(DatabaseUnavailable);
  counted.broken = false;
  expect(await show(key)).toBeDefined();
});

test("a database that says nothing at all is given up within 3 seconds", async () => {
  const { key } = await makeKey(["acme"]);
  counted.silent = true;
  const startedAt = performance.now();

  await expect(show(key)).rejects.toBeInstanceOf(DatabaseUnavailable);

  expect(performance.now() - startedAt).toBeLessThan(3_000);
  counted.silent = false;
  expect(await show(key)).toBeDefined();
});

function makeKey(tenants: string[]) {
  return administration.createKey({ name: "till", role: "service", tenants });
}

function show(key: string) {
  return access.identify({ bearer: key, fromLoopback: false });
}

function madeUpKey(): string {
  return `hf_${randomBytes(32).toString("base64url")}`;
}
