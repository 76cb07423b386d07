import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Client } from "pg";

import { formatReport } from "../../src/store/verify/formatReport.ts";
import { type RuleName, RULES } from "../../src/store/verify/rules.ts";
import { TenantUnknown, verify, type VerifyProgress } from "../../src/store/verify/verify.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { seedShop } from "./verifyBooks.ts";
import { CORRUPTIONS } from "./verifyCorruptions.ts";

let database: TestDatabase;
let client: Client;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ url } = database);
  client = new Client({ connectionString: url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

/** The database refuses most mistakes itself; what it refuses cannot be shown to be found. */
async function dropConstraints(): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
      from pg_constraint where contype in ('c', 'f') and connamespace = 'public'::regnamespace`,
  );
  for (const { statement } of rows) await client.query(statement);
}

async function brokenRules(tenant: string): Promise<RuleName[]> {
  const report = await verify({ url, tenant });
  return [...new Set(report.differences.map(({ rule }) => rule))];
}

describe("the audit", () => {
  test("finds nothing in books that balance, and counts what it looked at", async () => {
    await seedShop(client, "balanced");

    const report = await verify({ url, tenant: "balanced" });

    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({
      tenants: 1,
      entries: 21n,
      postings: 21n,
      stock: 3n,
      reservations: 7n,
      differencesTotal: 0,
      broken: [],
    });
    expect(formatReport(report)).toBe("Verified 1 tenant, 21 entries: the books balance.");
  });

  test("finds nothing in books of which a warehouse system counts and delivers a part", async () => {
    await seedShop(client, "outside", { outside: true });

    const report = await verify({ url, tenant: "outside" });

    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ entries: 32n, stock: 6n, reservations: 8n });
  });

  test("finds nothing in books of which a part moves between locations", async () => {
    await seedShop(client, "moved", { moved: true });

    const report = await verify({ url, tenant: "moved" });

    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ entries: 27n, stock: 5n });
  });

  test("finds nothing in books of which a part was counted", async () => {
    await seedShop(client, "counted", { counted: true });

    const report = await verify({ url, tenant: "counted" });

    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ entries: 25n, stock: 3n });
  });

  test("finds nothing in books with bundles", async () => {
    await seedShop(client, "bundled", { bundles: true });

    const report = await verify({ url, tenant: "bundled" });

    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ entries: 25n, stock: 3n, reservations: 8n });
  });

  test("tells how far it is", async () => {
    await seedShop(client, "patient");
    const told: VerifyProgress[] = [];

    await verify({ url, tenant: "patient", onProgress: (progress) => told.push(progress) });

    expect(new Set(told.map(({ tenant }) => tenant))).toEqual(new Set(["patient"]));
    expect(told.map(({ checked }) => checked)).toEqual(told.map((_, index) => index + 1));
    expect(told.at(-1)?.checked).toBe(told.at(-1)?.total);
  });

  test("refuses a tenant that is not there", async () => {
    await expect(verify({ url, tenant: "nobody" })).rejects.toThrow(TenantUnknown);
  });

  test("finds nothing in a database without tenants' rows", async () => {
    const empty = await createTestDatabase();

    const report = await verify({ url: empty.url });
    await empty.drop();

    expect(report).toMatchObject({ tenants: 0, entries: 0n, differencesTotal: 0 });
  });
});

describe("of books that somebody meddled with, the audit", () => {
  beforeAll(dropConstraints);

  test.each(CORRUPTIONS)("names $what", async ({ what, breaks, sql, ...given }) => {
    const books = await seedShop(client, what, given);
    for (const statement of [sql(books)].flat()) await client.query(statement);

    const rules = await brokenRules(what);

    expect(rules.toSorted()).toEqual([...breaks].toSorted());
  });

  test("was shown a breach of every rule", () => {
    const shown = new Set(CORRUPTIONS.flatMap(({ breaks }) => breaks));

    expect([...shown].toSorted()).toEqual(Object.keys(RULES).toSorted());
  });

  test("tells the row, what it should say and what it says", async () => {
    const books = await seedShop(client, "one-unit");
    await client.query("update stock set held = held + 1 where id = $1", [books.stock.milk]);

    const { differences } = await verify({ url, tenant: "one-unit" });

    const stock = { stock: books.stock.milk, sku: "MILK", location: "MAIN", lot: "L1" };
    expect(differences.map(({ rule }) => rule)).toEqual([
      "stock_equals_postings",
      "balances_after_chain",
      "held_equals_allocations",
    ]);
    expect(differences[0]).toEqual({
      tenant: "one-unit",
      rule: "stock_equals_postings",
      keys: { ...stock, bucket: "held" },
      expected: "0",
      found: "1",
    });
    expect(differences[2]?.keys).toEqual(stock);
  });

  test("keeps to one tenant when asked to, and looks at all of them otherwise", async () => {
    const all = await verify({ url, differencesMax: 10_000 });

    expect(all.tenants).toBe(CORRUPTIONS.length + 7);
    expect(new Set(all.broken.map(({ rule }) => rule))).toEqual(new Set(Object.keys(RULES)));
    const meddledWith = new Set(all.differences.map(({ tenant }) => tenant));
    expect(meddledWith.size).toBe(CORRUPTIONS.length + 1);
    expect(meddledWith).not.toContain("balanced");
    await expect(brokenRules("balanced")).resolves.toEqual([]);
  });

  test("lists some of every broken rule and counts the rest", async () => {
    const all = await verify({ url, differencesMax: 10_000 });

    const differencesMax = Object.keys(RULES).length + 5;
    const some = await verify({ url, differencesMax });

    expect(all.differencesTotal).toBe(all.differences.length);
    expect(some.differences).toHaveLength(differencesMax);
    expect(some.differencesTotal).toBe(all.differencesTotal);
    expect(new Set(some.differences.map(({ rule }) => rule)).size).toBe(Object.keys(RULES).length);
    expect(some.broken).toEqual(all.broken);
    const total = all.differencesTotal;
    expect(formatReport(some)).toContain(
      `Only ${differencesMax} of ${total} differences are listed.`,
    );
  });

  test("prints a table, what should hold, and one closing line", async () => {
    const books = await seedShop(client, "printed");
    await client.query("update head set seq = 99 where tenant_id = $1", [books.tenant]);
    await client.query("update stock set shortfall = 7 where id = $1", [books.stock.depot]);

    const report = formatReport(await verify({ url, tenant: "printed" }));

    const where = `stock ${books.stock.depot}, sku SOCK, location DEPOT`;
    expect(report.split("\n")).toEqual([
      `TENANT   RULE                 WHERE${" ".repeat(where.length - 5)}  EXPECTED  FOUND`,
      `printed  shortfall_is_told    ${where}  1         7`,
      `printed  head_equals_journal  ${`head ${books.tenant}`.padEnd(where.length)}  21        99`,
      "",
      `shortfall_is_told (1): ${RULES.shortfall_is_told}`,
      `head_equals_journal (1): ${RULES.head_equals_journal}`,
      "",
      "Verified 1 tenant, 21 entries: 2 differences.",
    ]);
  });
});
