import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Client } from "pg";

import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { doings } from "../support/shop.ts";
import { createStockClient } from "../support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../support/tenants.ts";
import {
  beginReserve,
  reserveFrame,
  reserveOverHttp,
  talk,
  trailersOf,
  watchHealth,
} from "./lines.ts";
import { until } from "./load.ts";

let database: TestDatabase;
let tenant: TestTenant;
let server: ServerProcess;
/** Holds the tenant's head while a test wants calls to wait. */
let lock: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTestTenant(database.url);
  lock = new Client({ connectionString: database.url });
  await lock.connect();
});

beforeEach(async () => {
  server = await startServerProcess(database.url);
});

afterAll(async () => {
  await lock?.end();
  await server?.end("SIGKILL");
  await database?.drop();
});

test("while it stops, what was taken is answered, and what comes is told to go elsewhere", async () => {
  const client = createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey);
  await doings(client, database.url).receive("SOCK", 10);
  const late = beginReserve(server.grpcPort, tenant.adminKey);
  const health = watchHealth(server.grpcPort);
  const [web, probe] = [talk(server.httpPort), talk(server.httpPort)];
  await until(() => health.said.length === 1);
  await hold();
  const taken = client.inventory.reserve({ requestId: "taken", lines: [line] });
  web.send(reserveOverHttp("by JSON", tenant.adminKey));
  probe.send(reserveOverHttp("by JSON too", tenant.adminKey));
  await until(callsUnderWay(3));

  const ended = server.end("SIGTERM");
  await until(() => health.said.length === 2);
  late.end(reserveFrame("late"));
  web.send(reserveOverHttp("late by JSON", tenant.adminKey));
  probe.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const refusal = await trailersOf(late);
  // Longer than connections get to close once nothing is under way on them.
  await sleep(1_300);
  await letGo();

  expect((await taken).reservation?.id).not.toBe("");
  expect([await web.heard(), await probe.heard()]).toEqual([
    [200, 503],
    [200, 503],
  ]);
  expect(probe.text()).toContain("stopping");
  expect(web.text()).toContain('"reason":"SHUTTING_DOWN"');
  expect(refusal["grpc-status"]).toBe("14");
  expect(Buffer.from(refusal["grpc-status-details-bin"] ?? "", "base64").toString()).toContain(
    "SHUTTING_DOWN",
  );
  expect(health.said).toEqual([SERVING, NOT_SERVING]);
  expect(await ended).toBe(0);
  expect(await booked()).toEqual(["by JSON", "by JSON too", "taken"]);
  client.close();
});

test("a second signal ends it at once, whatever still waits", async () => {
  const client = createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey);
  await hold();
  const cut = client.inventory.reserve({ requestId: "cut", lines: [line] }).catch(() => "cut off");
  await until(someoneWaits);

  const first = server.end("SIGINT");
  await until(async () => !(await isReady()));
  const startedAt = performance.now();
  const code = await server.end("SIGINT");

  expect(code).toBe(130);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(await first).toBe(130);
  expect(await cut).toBe("cut off");
  await letGo();
  client.close();
});

const line = { sku: "SOCK", quantity: 1n };
const [SERVING, NOT_SERVING] = [1, 2];

/** A call has got as far as the head: from there on it is no longer turned away. */
async function someoneWaits(): Promise<boolean> {
  const { rows } = await lock.query(
    "select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))",
  );
  return rows.length > 0;
}

async function hold(): Promise<void> {
  await lock.query("begin");
  await lock.query("select from head where tenant_id = $1 for update", [tenant.id]);
}

async function letGo(): Promise<void> {
  await lock.query("commit");
}

/** Have so many calls reached the books, where they wait for the head? */
function callsUnderWay(calls: number): () => Promise<boolean> {
  return async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text();
    const open = Number(/^holdfast_calls_in_flight (\d+)$/m.exec(metrics)?.[1]);
    return open >= calls;
  };
}

async function isReady(): Promise<boolean> {
  const url = `http://127.0.0.1:${server.httpPort}/readyz`;
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function booked(): Promise<string[]> {
  const { rows } = await lock.query<{ request_id: string }>(
    "select request_id from entry where kind = 'reserve' order by request_id",
  );
  return rows.map(({ request_id: requestId }) => requestId);
}
