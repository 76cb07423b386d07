import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Client } from "pg";

import { holdfast } from "../support/cli.ts";
import { createTestDatabase, type TestDatabase, testServerUrl } from "../support/postgres.ts";

let database: TestDatabase;
let empty: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  empty = await createTestDatabase({ empty: true });
});

afterAll(async () => {
  await database?.drop();
  await empty?.drop();
});

test("migrate makes the tables, and nothing when they are there", async () => {
  const fresh = await createTestDatabase({ empty: true });
  try {
    const first = await holdfast(["migrate"], { DATABASE_URL: fresh.url });
    const second = await holdfast(["migrate"], { DATABASE_URL: fresh.url });

    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^(Applied \w+\.\n)+$/);
    expect(second).toEqual({ code: 0, stdout: "The tables are up to date.\n", stderr: "" });
  } finally {
    await fresh.drop();
  }
});

test("a tenant and its keys, from their making to the revocation", async () => {
  await ok("tenants", "create", "acme", "--name", "Acme Ltd");
  expect((await ok("tenants", "list")).stdout).toMatch(
    /^CODE +NAME +ID +CREATED\nacme +Acme Ltd +/,
  );

  const made = await ok("keys", "create", "--name", "till", "--tenant", "acme", "--role", "admin");
  expect(made.stdout).toMatch(/^hf_[\w-]{43}\n$/);
  expect(made.stderr).toMatch(/^This is the key "till" \(admin\) for acme\..*shown only now.*\n$/);

  const prefix = made.stdout.slice(0, 11);
  const listed = await ok("keys", "list");
  expect(listed.stdout).toContain(prefix);
  expect(listed.stdout).not.toContain(made.stdout.trim());

  const revoked = await ok("keys", "revoke", prefix);
  expect(revoked.stdout).toMatch(/^Revoked hf_\S+ "till"/);
});

test("the books of a tenant without stock balance", async () => {
  await ok("tenants", "create", "quiet");
  expect((await ok("verify", "--tenant", "quiet")).stdout).toContain("the books balance");
});

test("books that do not balance are told, and the exit code says so", async () => {
  await ok("tenants", "create", "crooked");
  await sql(
    database.url,
    "update head set seq = 7 where tenant_id = (select id from tenant where code = 'crooked')",
  );

  const { code, stdout } = await holdfast(["verify", "--tenant", "crooked"], {
    DATABASE_URL: database.url,
  });

  expect(code).toBe(1);
  expect(stdout).toContain("crooked");
});

describe("what an operator can put right is told in one line", () => {
  test.each([
    [["tenants", "create", "Acme"], /"Acme" cannot be a tenant's code/],
    [["keys", "create", "--name", "x", "--tenant", "nobody"], /there is no tenant "nobody"/],
    [["keys", "revoke", "hf_nothing0"], /there is no key "hf_nothing0"/],
    [["verify", "--tenant", "nobody"], /nobody/],
  ])("%j", async (args, line) => {
    await refused(args, database.url, line);
  });

  test("a tenant's code that is taken", async () => {
    await ok("tenants", "create", "twice");
    await refused(
      ["tenants", "create", "twice"],
      database.url,
      /there is a tenant "twice" already/,
    );
  });

  test.each([["tenants", "list"], ["keys", "list"], ["verify"], ["serve"]])(
    "a database without tables: %s %s",
    async (...args) => {
      const settings = { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0" };
      const lacks = /lacks Holdfast's tables: run `holdfast migrate` first/;
      await refused(
        args.filter((arg) => arg !== undefined),
        empty.url,
        lacks,
        settings,
      );
    },
  );

  test.each([["migrate"], ["tenants", "list"], ["verify"], ["serve"]])(
    "a server that is not there: %s %s",
    async (...args) => {
      const settings = { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0" };
      const nowhere = "postgresql://holdfast:hunter2@127.0.0.1:1/holdfast";
      const line =
        /postgresql:\/\/holdfast:\*\*\*@127.0.0.1:1\/holdfast cannot be reached \(.*ECONNREFUSED/;
      await refused(
        args.filter((arg) => arg !== undefined),
        nowhere,
        line,
        settings,
      );
    },
  );

  test("a database that is not there", async () => {
    const url = new URL(testServerUrl());
    url.pathname = "/no_such_database";
    await refused(["migrate"], url.href, /"no_such_database" does not exist.*create the database/);
  });

  test("serve without a database", async () => {
    const { code, stderr } = await holdfast(["serve"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^holdfast: DATABASE_URL is not set: .*\n$/);
  });
});

async function ok(...args: string[]) {
  const result = await holdfast(args, { DATABASE_URL: database.url });
  expect(result).toMatchObject({ code: 0 });
  return result;
}

async function refused(
  args: readonly string[],
  url: string,
  line: RegExp,
  settings: Record<string, string> = {},
): Promise<void> {
  const { code, stdout, stderr } = await holdfast(args, { ...settings, DATABASE_URL: url });
  expect(stderr).toMatch(line);
  expect(stderr).toMatch(/^holdfast: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
}

async function sql(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
