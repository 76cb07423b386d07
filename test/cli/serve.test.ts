import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";

import { holdfast, launch, type RunningCli } from "../support/cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let running: RunningCli | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  await holdfast(["tenants", "create", "acme"], { DATABASE_URL: database.url });
});

afterEach(async () => {
  if (running?.output().code === null) await running.stop("SIGTERM");
});

afterAll(() => database?.drop());

test("a server with a database of its own wants a key, which works until 5 s after it is revoked", async () => {
  running = await launch("serve", { DATABASE_URL: database.url });
  const made = await holdfast(["keys", "create", "--name", "till", "--tenant", "acme"], {
    DATABASE_URL: database.url,
  });
  const key = made.stdout.trim();

  expect(await status(running)).toBe(401);
  expect(await status(running, key)).toBe(200);
  await holdfast(["keys", "revoke", key.slice(0, 11)], { DATABASE_URL: database.url });
  await sleep(5_000);
  expect(await status(running, key)).toBe(401);
});

test("it prints its ready line and nothing else to stdout, never a key, and ends with 0", async () => {
  running = await launch("serve", { DATABASE_URL: database.url });
  const port = new URL(running.httpUrl).port;
  await status(running, `hf_${"S".repeat(43)}`);

  expect(await holdfast(["ready"], { HOLDFAST_HTTP_PORT: port })).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await running.stop("SIGTERM");

  expect(code).toBe(0);
  expect(stdout).toMatch(/^Holdfast is ready: [^\n]+\n$/);
  expect(stderr).not.toContain("SSSS");
  for (const line of stderr.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

async function status(server: RunningCli, key?: string): Promise<number> {
  const method = "holdfast.inventory.v1.InventoryService/GetAvailability";
  const answer = await fetch(`${server.httpUrl}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ keys: [{ sku: "SOCK" }] }),
  });
  await answer.body?.cancel();
  return answer.status;
}
