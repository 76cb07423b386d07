import { writeFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { adding, linking, openWmsOperator, type WmsOperator } from "./wmsOperator.ts";

let operator: WmsOperator;

beforeAll(async () => {
  operator = await openWmsOperator();
  for (const code of ["acme", "filed"]) await wms(...adding(code));
  await wms(...linking("acme", "OUTSIDE"));
  await wms(...linking("acme", "ANNEX", "W2", "A"));
});

afterAll(() => operator?.leave());

const wms: WmsOperator["wms"] = (...args) => operator.wms(...args);

// Each is told in a plain sentence, and changes nothing.

test.each<[string, () => string[], RegExp]>([
  ["a code", () => adding("Acme EU"), /an account's code has small letters/],
  ["an address", () => adding("x", { url: "wms.example" }), /must begin with http/],
  [
    "a password in it",
    () => adding("x", { url: "https://a:b@c" }),
    /secrets belong into the environment/,
  ],
  [
    "a secret instead of its name",
    () => adding("x", { "secret-name": "hunter2" }),
    /by the name of the environment variable/,
  ],
  [
    "another's secret",
    () => adding("x", { "secret-name": "DATABASE_URL" }),
    /by the name of the environment variable/,
  ],
  ["no quota", () => adding("x", { quota: "lots" }), /requests per time, such as 100\/10s/],
  [
    "a quota of nothing",
    () => adding("x", { quota: "1/s" }),
    /requests must be a whole number from 3/,
  ],
  ["a window of weeks", () => adding("x", { quota: "100/9d" }), /windowMs must be a whole number/],
  ["a floor of everything", () => adding("x", { "read-floor": "100" }), /percent from 0 to 90/],
  ["a dialect", () => adding("x", { dialect: "klingon" }), /choose modern, batch, legacy/],
  [
    "an adapter",
    () => adding("x", { adapter: "soap" }),
    /there is no adapter "soap"; choose: http/,
  ],
  [
    "an account to link",
    () => linking("nobody", "OUTSIDE"),
    /there is no account "nobody"; add it first/,
  ],
  [
    "a location to link",
    () => linking("acme", "NOWHERE", "W3"),
    /no location has the code "NOWHERE"/,
  ],
  ["a location with stock", () => linking("acme", "OURS", "W3"), /has stock that we count/],
  ["a place twice", () => linking("acme", "ANNEX"), /is another location already/],
  [
    "a location twice",
    () => linking("acme", "OUTSIDE", "W3"),
    /is warehouse "W1", owner "ACME" already/,
  ],
  ["another account's location", () => linking("filed", "OUTSIDE", "W9"), /is warehouse "W1"/],
  ["a warehouse without a name", () => linking("acme", "OURS", ""), /have at most 100 characters/],
  ["an account to pause", () => ["pause", "nobody"], /there is no account "nobody"/],
])("%s", async (_, args, said) => {
  const before = await everything();

  const { code, stdout, stderr } = await wms(...args());

  expect(code).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/\n {4}at |hunter2|a:b@/);
  expect(stdout).toBe("");
  expect(await everything()).toEqual(before);
});

test("a tenant", async () => {
  const args = linking("acme", "OUTSIDE").map((word) => (word === "acme" ? "nobody" : word));
  args[1] = "acme";

  expect(await wms(...args)).toMatchObject({
    code: 1,
    stderr:
      'holdfast: there is no tenant "nobody": correct the code, or create it with `holdfast tenants create nobody`\n',
  });
});

test("a dialect with a misspelt property, one that is missing, and one of no kind", async () => {
  const file = path.join(operator.folder, "bad.json");
  const { lagMs: _, ...rest } = { ...DIALECTS.modern, unseenMs: 0 };
  await writeFile(file, JSON.stringify({ ...rest, lagMS: 3, zeroRows: "maybe" }));

  const { code, stderr } = await wms(...adding("x", { dialect: file }));

  expect(code).toBe(1);
  expect(stderr).toContain("is no dialect:");
  expect(stderr).toMatch(/zeroRows: /);
  expect(stderr).toMatch(/lagMs: /);
  expect(stderr).toMatch(/lagMS/);
});

test("a dialect that is no JSON", async () => {
  const file = path.join(operator.folder, "none.json");
  await writeFile(file, "numberedRuns: yes");

  expect((await wms(...adding("x", { dialect: file }))).stderr).toMatch(/is no JSON/);
});

async function everything(): Promise<unknown> {
  const all: unknown[] = [];
  for (const table of ["wms_account", "wms_place", "location", "entry"]) {
    all.push(await operator.sql.query(`select to_jsonb(t) from ${table} t order by 1::text`));
  }
  return all;
}
