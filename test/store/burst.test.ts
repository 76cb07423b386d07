import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool, PoolClient } from "pg";

import { createPool } from "../../src/store/sql/pool.ts";
import { say, send, type Statement } from "../../src/store/sql/statement.ts";
import { createTestDatabase } from "../support/postgres.ts";

const ECHO: Statement = { name: "echo", text: "select $1::text as said" };
const ECHO_ALL: Statement = { name: "echo_all", text: "select unnest($1::text[]) as said" };
const HALVE: Statement = { name: "halve", text: "select 100 / $1::int as half" };
const KEEP: Statement = { name: "keep", text: "insert into kept (what) values ($1)" };
const COUNT: Statement = { name: "count", text: "select count(*) as kept from kept" };

let pool: Pool;
let client: PoolClient;

beforeAll(async () => {
  const database = await createTestDatabase();
  pool = createPool(database.url, 1);
  client = await pool.connect();
  await client.query("create table kept (what text)");
});

afterAll(async () => {
  client.release();
  await pool.end();
});

test("statements that are sent in one breath are answered each with its own", async () => {
  const [first, half, second] = await Promise.all([
    send(client, ECHO, ["one"]),
    send(client, HALVE, [50]),
    send(client, ECHO, ["two"]),
  ]);

  expect(first).toEqual({ rows: [{ said: "one" }], rowCount: 1 });
  expect(half.rows).toEqual([{ half: 2 }]);
  expect(second.rows).toEqual([{ said: "two" }]);
});

test("what was prepared once is understood again, with its columns", async () => {
  for (const word of ["a", "b", "c"]) {
    expect((await send(client, ECHO, [word])).rows).toEqual([{ said: word }]);
  }
  expect((await send(client, COUNT, [])).rows).toEqual([{ kept: 0n }]);
});

test("after a statement that fails, those behind it are not run, and the connection goes on", async () => {
  await say(client, "begin");
  const answers = await Promise.allSettled([
    send(client, KEEP, ["before"]),
    send(client, HALVE, [0]),
    send(client, KEEP, ["behind"]),
  ]);
  await say(client, "rollback");

  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect((await send(client, COUNT, [])).rows).toEqual([{ kept: 0n }]);
  expect((await send(client, HALVE, [4])).rows).toEqual([{ half: 25 }]);
});

test("a statement whose first run fails can be run again", async () => {
  const third: Statement = { name: "third", text: "select 90 / $1::int as third" };

  await expect(send(client, third, [0])).rejects.toThrow("division by zero");

  expect((await send(client, third, [3])).rows).toEqual([{ third: 30 }]);
});

test("plain SQL goes behind what was sent before it", async () => {
  const kept = send(client, KEEP, ["first"]);
  await say(client, "delete from kept");

  expect((await kept).rowCount).toBe(1);
  expect((await send(client, COUNT, [])).rows).toEqual([{ kept: 0n }]);
});

test("every text arrives as it was sent, alone and in a list", async () => {
  const texts = [
    '"',
    "\\",
    '\\"{,}',
    "NULL",
    "",
    " ",
    "null",
    "{}",
    "Grüße 🧦",
    "a,b",
    "line\nbreak",
  ];

  const listed = await send<{ said: string | null }>(client, ECHO_ALL, [[...texts, null]]);
  expect(listed.rows.map((row) => row.said)).toEqual([...texts, null]);
  for (const text of texts) {
    expect((await send(client, ECHO, [text])).rows).toEqual([{ said: text }]);
  }
  expect((await send(client, ECHO, [null])).rows).toEqual([{ said: null }]);
});

test("when the connection is cut, everything that waits is told", async () => {
  const own = createPool(pool.options.connectionString ?? "", 1);
  const cut = await own.connect();
  cut.on("error", () => undefined);
  const waiting = Promise.allSettled([
    send(cut, { name: "nap", text: "select pg_sleep(30)" }, []),
    send(cut, ECHO, ["never"]),
  ]);
  const { processID } = cut as PoolClient & { processID?: number };
  await client.query("select pg_terminate_backend($1)", [processID]);

  const answers = await waiting;
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  cut.release(true);
  await own.end();
});
