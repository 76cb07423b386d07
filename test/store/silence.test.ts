import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Pool } from "pg";

import { cutSilent } from "../../src/store/sql/silence.ts";
import { isConnectionLoss } from "../../src/store/sql/sqlstate.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { until } from "../support/until.ts";

const SILENCE_MAX_MS = 300;

let database: TestDatabase;
let machine: MortalMachine;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  machine = await startMortalMachine(new URL(database.url));
  pool = new Pool({ connectionString: machine.url, max: 2 });
  pool.on("error", () => undefined);
  cutSilent(pool, SILENCE_MAX_MS);
});
afterAll(async () => {
  await pool.end();
  await machine.close();
  await database.drop();
});

test("a connection on which nothing is due may be quiet for as long as it likes", async () => {
  const client = await pool.connect();
  const before = await pidOf(client);
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MAX_MS * 3));
  expect(await pidOf(client)).toBe(before);
  client.release();
});

test("a long answer is waited for, as long as something of it arrives", async () => {
  const rows = "select pg_sleep(0.1) from generate_series(1, 10)";
  // Each row in a packet of its own: PostgreSQL keeps 8 kB back.
  const wide = `select repeat('x', 20000), s.* from (${rows}) as s`;
  expect((await pool.query(wide)).rowCount).toBe(10);
});

test("a machine that died with an answer due is found out, and the next connection is a new one", async () => {
  const client = await pool.connect();
  const lost = once(client, "error");
  machine.die();
  const failure = await client.query("select 1").catch((error: unknown) => error);
  expect(isConnectionLoss(failure)).toBe(true);
  await lost;
  client.release(true);
  machine.revive();
  await until(async () => (await pool.query("select 1 as one")).rows[0]?.one === 1);
});

async function pidOf(client: Pick<Pool, "query">): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

/** PostgreSQL behind a machine that can stop answering without closing anything. */
interface MortalMachine {
  readonly url: string;
  die(): void;
  revive(): void;
  close(): Promise<void>;
}

async function startMortalMachine(behind: URL): Promise<MortalMachine> {
  let isDead = false;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const postgres = connect(Number(behind.port || "5432"), behind.hostname);
    for (const socket of [client, postgres]) {
      sockets.add(socket.on("error", () => undefined));
      socket.on("close", () => {
        client.destroy();
        postgres.destroy();
      });
    }
    client.on("data", (bytes) => isDead || postgres.write(bytes));
    postgres.on("data", (bytes) => isDead || client.write(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const front = new URL(behind);
  front.hostname = "127.0.0.1";
  front.port = String((server.address() as AddressInfo).port);
  return {
    url: front.href,
    die: () => (isDead = true),
    revive: () => (isDead = false),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
