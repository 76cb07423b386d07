import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { verify } from "../../src/store/verify/verify.ts";
import { type Operator, openOperator } from "../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";
import { openTwoServers } from "../support/twoServers.ts";
import { until } from "../support/until.ts";
import { audit } from "./audit/audit.ts";
import { type Books, readBooks } from "./audit/books.ts";
import { CORRUPTIONS } from "./audit/corruptions.ts";
import { chanceOf } from "./chance.ts";
import { startLoad } from "./load/load.ts";
import { repeatSome } from "./load/repeats.ts";
import { openShop, type Shop } from "./load/shops.ts";
import type { Heard, Order, Told } from "./load/told.ts";

let database: TestDatabase;
let operator: Operator;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openFor(database.url);
  operator = await openOperator(database.url);
});
afterAll(async () => {
  await operator.leave();
  await database.drop();
});

/** A shop after a busy day, with its servers gone home. */
async function openFor(url: string): Promise<Shop> {
  const settings = { HOLDFAST_SWEEP_INTERVAL: "100ms" };
  const two = await openTwoServers({ url, settings });
  const clients = new Map<number, StockClient>();
  const busy = await openShop(url, "busy", ({ adminKey }, caller) => {
    const { grpcPort } = two.servers[caller % 2 === 0 ? 0 : 1];
    const client = clients.get(grpcPort) ?? createStockClient(`127.0.0.1:${grpcPort}`, adminKey);
    clients.set(grpcPort, client);
    return client;
  });
  const chance = chanceOf(7);
  const load = startLoad([busy], 24, chance);
  await until(() => busy.told.length > 1_000);
  await load.finish();
  await repeatSome([busy], chance);
  for (const client of clients.values()) client.close();
  await two.close();
  return busy;
}

const query = <R extends object>(sql: string, values: readonly unknown[]): Promise<R[]> =>
  operator.query(sql, [...values]) as Promise<R[]>;

/** The books as they would be with something done to them, past all that the database refuses. */
async function booksWith(statements: readonly string[]): Promise<Books> {
  await operator.query("begin");
  try {
    const constraints = await operator.query(
      `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
        from pg_constraint
        where contype in ('c', 'f', 'p', 'u') and connamespace = 'public'::regnamespace
        order by contype = 'p'`,
    );
    for (const { statement } of constraints) await operator.query(String(statement));
    for (const sql of statements) {
      await operator.query(sql.replaceAll("$1", `'${shop.tenant.id}'`));
    }
    return await readBooks(query, shop.tenant.id);
  } finally {
    await operator.query("rollback");
  }
}

test("a busy day without a crash leaves books in which every answer is, once", async () => {
  expect(audit(shop.told, await booksWith([]))).toEqual([]);
  expect((await verify({ url: database.url })).differences).toEqual([]);
  const methods = new Set(
    shop.told.flatMap(({ asked, heard }) => (heard.length > 0 ? [asked.method] : [])),
  );
  expect(methods.size).toBe(10);
});

test.each(CORRUPTIONS)("the audit finds $what", async ({ sql, says }) => {
  const found = audit(shop.told, await booksWith(sql));

  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
});

/** What the callers were told, with one request that had been answered told of differently. */
function toldWith(method: string, change: (told: Told) => Partial<Told>): Told[] {
  const index = shop.told.findIndex(
    ({ asked, heard }) => asked.method === method && heard.length > 0,
  );
  return shop.told.map((told, place) => (place === index ? { ...told, ...change(told) } : told));
}

const LIES: readonly {
  readonly what: string;
  readonly method: string;
  readonly lie: (told: Told) => Partial<Told>;
  readonly says: RegExp;
}[] = [
  {
    what: "an order that was answered with another order's id",
    method: "reserve",
    lie: ({ heard }) => ({ heard: heard.map((one) => withOrder(one, { reservationId: "X" })) }),
    says: /^reserve \S+ was answered with order X, and is in the books as \S+$/,
  },
  {
    what: "an answer that tells of more units than there are",
    method: "sell",
    lie: ({ heard }) => ({ heard: heard.map((one) => withOrder(one, { lines: new Map() })) }),
    says: /^sell \S+ was answered ".*", and the books never said so/,
  },
  {
    what: "an answer that tells of a balance that never was",
    method: "receive",
    lie: ({ heard }) => ({ heard: heard.map(withoutUnits) }),
    says: /^receive \S+ was answered ".* 0 on hand .*", and the books never said so$/,
  },
  {
    what: "a refused request that is in the books",
    method: "commit",
    lie: () => ({ heard: [], refusal: "RESERVATION_EXPIRED" }),
    says: /^commit \S+ was refused \(RESERVATION_EXPIRED\) and is in the books$/,
  },
  {
    what: "a first request that is called a replay",
    method: "release",
    lie: ({ heard }) => ({ attempts: 1, heard: heard.map((one) => ({ ...one, isReplay: true })) }),
    says: /^release \S+ was called a replay although it was asked once$/,
  },
  {
    what: "a repeat that is not called one",
    method: "extend",
    lie: ({ heard }) => ({
      heard: [...heard, ...heard].map((one) => ({ ...one, isReplay: false })),
    }),
    says: /^extend \S+ was repeated and not called a replay$/,
  },
  {
    what: "a request to which there never was an answer",
    method: "fulfil",
    lie: () => ({ heard: [], end: "never answered" }),
    says: /^fulfil \S+ was never answered$/,
  },
];

test.each(LIES)("the audit finds $what", async ({ method, lie, says }) => {
  const found = audit(toldWith(method, lie), await booksWith([]));

  expect(found).toEqual([expect.stringMatching(says)]);
});

function withOrder(heard: Heard, change: Partial<Order>): Heard {
  const { answer } = heard;
  if (answer.of !== "order") return heard;
  return { ...heard, answer: { ...answer, order: { ...answer.order, ...change } } };
}

function withoutUnits(heard: Heard): Heard {
  const { answer } = heard;
  if (answer.of !== "movement") return heard;
  const stock = answer.movement.stock.map((balance) => ({ ...balance, onHand: 0 }));
  return { ...heard, answer: { ...answer, movement: { ...answer.movement, stock } } };
}
