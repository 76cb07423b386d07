import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Client } from "pg";

import { asService, PLATFORM_TABLES, type Rows, type Said, tenantTables } from "./rows.ts";
import { furnish, openTwoTenants, type TwoTenants } from "./twoTenants.ts";

let house: TwoTenants;
let client: Client;
let tables: string[];
let acmes: string;
let brios: string;
/** What the neighbour has, read past the wall. */
let theirs: Rows;

beforeAll(async () => {
  house = await openTwoTenants();
  await Promise.all([furnish(house.acme), furnish(house.brio)]);
  [acmes, brios] = [house.acme.tenant.id, house.brio.tenant.id];
  theirs = await house.brio.rows();
  client = new Client({ connectionString: house.shop.url });
  await client.connect();
  tables = await tenantTables(client);
});

afterAll(async () => {
  await client?.end();
  await house?.close();
});

/** A statement of acme's, as the service would send it. */
const asAcme = (sql: string, values: readonly unknown[] = []): Promise<Said> =>
  asService(client, acmes, sql, values);

const RLS = /new row violates row-level security policy/;
const NOT_ALLOWED = /^permission denied for|must be owner of/;

test("both tenants have rows in every table, or this file would prove nothing", async () => {
  expect(tables.length).toBeGreaterThanOrEqual(9);
  const mine = await house.acme.rows();
  for (const table of tables) {
    expect({ table, both: [mine[table]?.length, theirs[table]?.length].every(Boolean) }).toEqual({
      table,
      both: true,
    });
  }
});

test("a statement sees one tenant's rows in every table", async () => {
  for (const table of tables) {
    const { rows, refusal } = await asAcme(`select distinct tenant_id from ${table}`);
    expect({ table, rows, refusal }).toEqual({ table, rows: [{ tenant_id: acmes }], refusal: "" });
  }
});

test.each([undefined, ""])("with the tenant %j it sees none", async (nobody) => {
  for (const table of tables) {
    const { rows, refusal } = await asService(client, nobody, `select from ${table}`);
    expect({ table, rows, refusal }).toEqual({ table, rows: [], refusal: "" });
  }
});

test("a row for another tenant cannot be written", async () => {
  for (const table of tables) {
    const row = JSON.stringify(theirs[table]?.[0]);
    const sql = `insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`;
    const { refusal } = await asAcme(sql, [row]);
    const expected = (await may("insert", table)) ? RLS : NOT_ALLOWED;
    expect(`${table}: ${refusal}`).toMatch(new RegExp(`^${table}: .*${alone(expected)}`));
  }
});

test("a row cannot be moved to another tenant, and another tenant's row cannot be changed", async () => {
  for (const table of tables) {
    if (!(await may("update", table))) continue;
    const moved = await asAcme(`update ${table} set tenant_id = $1`, [brios]);
    const changed = await asAcme(`update ${table} set tenant_id = tenant_id where tenant_id = $1`, [
      brios,
    ]);
    expect(`${table}: ${moved.refusal}`).toMatch(RLS);
    expect({ table, ...changed }).toMatchObject({ table, count: 0, refusal: "" });
  }
});

describe("what nobody may do who comes through the service", () => {
  test.each(["entry", "posting"])("change %s: the journal is only added to", async (table) => {
    for (const sql of [
      `update ${table} set seq = seq`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      expect((await asAcme(sql)).refusal).toMatch(NOT_ALLOWED);
    }
  });

  test("delete a row, anywhere", async () => {
    for (const table of [...tables, ...PLATFORM_TABLES, "tenant", "api_key"]) {
      for (const sql of [`delete from ${table}`, `truncate ${table} cascade`]) {
        expect((await asAcme(sql)).refusal).toMatch(NOT_ALLOWED);
      }
    }
  });

  test("make tenants, keys, or keys that cover more tenants", async () => {
    for (const table of ["tenant", "api_key", "api_key_tenant"]) {
      expect((await asAcme(`insert into ${table} default values`)).refusal).toMatch(NOT_ALLOWED);
      expect((await asAcme(`select from ${table} for update`)).refusal).toMatch(NOT_ALLOWED);
    }
  });

  test("take the wall down", async () => {
    for (const table of tables) {
      const statements = [
        `alter table ${table} disable row level security`,
        `drop policy tenant_wall on ${table}`,
        `create policy door on ${table} using (true)`,
        `alter table ${table} owner to holdfast_service`,
        `drop table ${table}`,
      ];
      for (const sql of statements) {
        const { refusal } = await asAcme(sql);
        expect(`${sql}: ${refusal}`).toMatch(/must be owner of|permission denied/);
      }
    }
  });

  test("look past the wall", async () => {
    for (const table of tables) {
      const sql = `set local row_security = off; select from ${table}`;
      const { rows, refusal } = await asAcme(sql);
      expect({ table, rows: rows.length, refusal }).toEqual({
        table,
        rows: 0,
        refusal: `query would be affected by row-level security policy for table "${table}"`,
      });
    }
  });

  test("make itself more than it is", async () => {
    const statements = [
      "alter role holdfast_service bypassrls",
      "create role intruder",
      "create table spare ()",
      "create schema spare",
    ];
    for (const sql of statements) expect((await asAcme(sql)).refusal).toMatch(/permission denied/);
  });
});

test("the service's role owns nothing and has no rights of its own", async () => {
  const { rows: owned } = await client.query(
    `select classid::regclass, objid from pg_shdepend
      where refobjid = 'holdfast_service'::regrole and deptype = 'o'
        and dbid in (0, (select oid from pg_database where datname = current_database()))`,
  );
  const { rows } = await client.query(
    `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication,
            (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships
       from pg_roles r where rolname = 'holdfast_service'`,
  );

  expect(owned).toEqual([]);
  expect(new Set(Object.values(rows[0] ?? {}))).toEqual(new Set([false, 0]));
});

/** Has the service's role been granted that? */
async function may(right: "insert" | "update", table: string): Promise<boolean> {
  const sql = "select has_table_privilege('holdfast_service', $1, $2) as may";
  const { rows } = await client.query<{ may: boolean }>(sql, [table, right]);
  return rows[0]?.may ?? false;
}

function alone(expression: RegExp): string {
  return `(${expression.source.replaceAll("^", "")})`;
}
