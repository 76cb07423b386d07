import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import { Client } from "pg";

import { type Administration, createAdministration } from "../../src/access/administration.ts";
import { createOrm } from "../../src/store/orm.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let orm: MikroORM;
let client: Client;
let administration: Administration;

beforeAll(async () => {
  database = await createTestDatabase();
  orm = await createOrm(database.url, 2);
  client = new Client({ connectionString: database.url });
  await client.connect();
  administration = createAdministration(orm);
  await administration.createTenant({ code: "acme", name: "Acme Ltd" });
  await administration.createTenant({ code: "beta", name: "Beta SE" });
});

afterAll(async () => {
  await client?.end();
  await orm?.close(true);
  await database?.drop();
});

test("a new tenant comes with the head of its journal", async () => {
  const tenant = await administration.createTenant({ code: "shop-7", name: " Shop 7 " });

  const heads = await client.query("select seq from head where tenant_id = $1", [tenant.id]);
  expect(heads.rows).toEqual([{ seq: "0" }]);
  expect(tenant).toMatchObject({ code: "shop-7", name: "Shop 7" });
  expect(await administration.findTenant("shop-7")).toEqual(tenant);
});

test("a tenant's code belongs to one tenant", async () => {
  const again = administration.createTenant({ code: "acme", name: "Another" });

  await expect(again).rejects.toMatchObject({ reason: "TENANT_EXISTS" });
  const heads = await client.query(
    "select from head h where not exists (select from tenant t where t.id = h.tenant_id)",
  );
  expect(heads.rowCount).toBe(0);
});

test.each(["", "Acme", "-acme", "a b", "ä", "a".repeat(64), "acme\n", "acme_eu"])(
  "%j cannot be a tenant's code",
  async (code) => {
    const refused = administration.createTenant({ code, name: "x" });
    await expect(refused).rejects.toMatchObject({ reason: "FIELD_VIOLATION" });
  },
);

test("tenants are listed by code", async () => {
  const codes = (await administration.listTenants()).map(({ code }) => code);
  expect(codes).toEqual(codes.toSorted());
  expect(codes).toEqual(expect.arrayContaining(["acme", "beta"]));
});

test("a key is shown once and kept only as a hash", async () => {
  const made = await administration.createKey({ name: "till", role: "service", tenants: ["acme"] });

  expect(made.key).toMatch(/^hf_[\w-]{43}$/);
  expect(made.key.startsWith(made.prefix)).toBe(true);
  expect(made.prefix.length).toBeLessThan(15);
  const kept = await client.query("select k::text from api_key k where id = $1", [made.id]);
  expect(JSON.stringify(kept.rows)).not.toContain(made.key.slice(12));
  expect(JSON.stringify(await administration.listKeys())).not.toContain(made.key);
});

test("two keys are never the same", async () => {
  const first = await administration.createKey({ name: "a", role: "admin", tenants: ["acme"] });
  const second = await administration.createKey({ name: "a", role: "admin", tenants: ["acme"] });

  expect(second.key).not.toBe(first.key);
  expect(second.id).not.toBe(first.id);
});

test("a key covers each of its tenants once", async () => {
  const tenants = ["beta", "acme", "beta"];
  const made = await administration.createKey({ name: "both", role: "admin", tenants });

  expect(made.tenants).toEqual(["acme", "beta"]);
  const listed = (await administration.listKeys()).find(({ id }) => id === made.id);
  expect(listed).toMatchObject({ name: "both", role: "admin", tenants: ["acme", "beta"] });
});

test("a key for a tenant that does not exist is not made", async () => {
  const before = await administration.listKeys();
  const tenants = ["acme", "nobody"];
  const refused = administration.createKey({ name: "x", role: "service", tenants });

  await expect(refused).rejects.toMatchObject({ reason: "TENANT_NOT_FOUND" });
  expect(await administration.listKeys()).toEqual(before);
});

test.each([
  { name: "x", role: "service" as const, tenants: [] },
  { name: "  ", role: "service" as const, tenants: ["acme"] },
  { name: "x\u0007", role: "service" as const, tenants: ["acme"] },
  { name: "x", role: "root" as "admin", tenants: ["acme"] },
])("%j is not a key that can be made", async (key) => {
  await expect(administration.createKey(key)).rejects.toMatchObject({ reason: "FIELD_VIOLATION" });
});

test("a key is revoked by its id or by its first characters, and stays revoked since then", async () => {
  const key = { name: "x", role: "service" as const, tenants: ["acme"] };
  const [byId, byPrefix] = [
    await administration.createKey(key),
    await administration.createKey(key),
  ];

  const first = await administration.revokeKey(byId.id);
  const again = await administration.revokeKey(byId.id);
  const other = await administration.revokeKey(byPrefix.prefix);

  expect(first.revokedAt).not.toBeNull();
  expect(again.revokedAt).toBe(first.revokedAt);
  expect(other).toMatchObject({ id: byPrefix.id, tenants: ["acme"] });
});

test("first characters that fit two keys revoke neither", async () => {
  const key = { name: "x", role: "service" as const, tenants: ["acme"] };
  const [one, two] = [await administration.createKey(key), await administration.createKey(key)];
  await client.query("update api_key set prefix = 'hf_same0000' where id = any($1)", [
    [one.id, two.id],
  ]);

  await expect(administration.revokeKey("hf_same0000")).rejects.toThrow(/more than one key/);
  const keys = await administration.listKeys();
  expect(keys.filter(({ prefix }) => prefix === "hf_same0000").map((k) => k.revokedAt)).toEqual([
    null,
    null,
  ]);
});

test.each(["hf_nothing00", "00000000-0000-4000-8000-000000000000", "%", ""])(
  "%j revokes no key",
  async (name) => {
    await expect(administration.revokeKey(name)).rejects.toMatchObject({ reason: "KEY_NOT_FOUND" });
  },
);
