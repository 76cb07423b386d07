import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import path from "node:path";

import { migrate } from "../../src/store/migrate.ts";
import { holdfast } from "../support/cli.ts";
import { startThrowaway, type Throwaway } from "../support/throwaway.ts";

let demo: Throwaway;
let settings: Record<string, string>;

beforeAll(async () => {
  demo = await startThrowaway();
  await migrate({ url: demo.postgres.url });
  settings = {
    HOLDFAST_DATA_DIR: demo.options.dataDir,
    HOLDFAST_GRPC_PORT: "0",
    HOLDFAST_HTTP_PORT: "0",
    HOLDFAST_WMS_SIM_PORT: "0",
  };
});

afterAll(() => demo?.remove());

test("while the demo runs, commands use its database", async () => {
  const created = await holdfast(["tenants", "create", "acme"], settings);
  const verified = await holdfast(["verify"], settings);

  expect(created).toMatchObject({ code: 0, stderr: "" });
  expect(verified).toMatchObject({ code: 0, stderr: "" });
});

test("the first key says that the demo is open no more", async () => {
  const made = await holdfast(["keys", "create", "--name", "x", "--tenant", "acme"], settings);

  expect(made).toMatchObject({ code: 0 });
  expect(made.stderr).toContain("lets nobody in without a key");
});

test("a wrong password is told, and not repeated", async () => {
  const url = new URL(demo.postgres.url);
  url.password = "hunter2";

  const { code, stderr } = await holdfast(["tenants", "list"], { DATABASE_URL: url.href });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^holdfast: [^\n]+: correct user and password in DATABASE_URL\n$/);
  expect(stderr).not.toContain("hunter2");
});

test("a second start on the same data folder is refused in one line that names the first", async () => {
  const { code, stdout, stderr } = await holdfast(["start"], settings);

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    new RegExp(`^holdfast: [^\\n]+ in use by process ${process.pid}: [^\\n]+\\n$`),
  );
});

test("while the demo does not run, commands start its database for as long as they need it", async () => {
  await demo.postgres.stop();

  const both = await Promise.all([
    holdfast(["tenants", "create", "beta"], settings),
    holdfast(["tenants", "list"], settings),
  ]);
  const listed = await holdfast(["tenants", "list"], settings);

  expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: "" },
    { code: 0, stderr: "" },
  ]);
  expect(listed.stdout).toMatch(/acme .*\nbeta /);
  expect(existsSync(path.join(demo.postgres.dataFolder, "postmaster.pid"))).toBe(false);
});

test("commands do not make a database where none was", async () => {
  const dataDir = path.join(demo.options.dataDir, "nothing-here");
  const { code, stderr } = await holdfast(["keys", "list"], { HOLDFAST_DATA_DIR: dataDir });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^holdfast: there is no database: [^\n]+\n$/);
  expect(existsSync(dataDir)).toBe(false);
});
