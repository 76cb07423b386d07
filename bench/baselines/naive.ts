import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import {
  defineConfig,
  defineEntity,
  MikroORM,
  OptimisticLockError,
  p,
} from "@mikro-orm/postgresql";

import { runCallers } from "../support/callers.ts";

const NaiveStock = defineEntity({
  name: "NaiveStock",
  tableName: "naive_stock",
  properties: {
    sku: p.text().primary(),
    onHand: p.bigint(),
    held: p.bigint(),
    version: p.integer().version(),
  },
});

const NaiveReservation = defineEntity({
  name: "NaiveReservation",
  tableName: "naive_reservation",
  properties: {
    id: p.uuid().primary(),
    sku: p.text(),
    quantity: p.bigint(),
    expiresAt: p.datetime(3),
  },
});

const CALLERS = 16;
const TRIES_MAX = 50;

/** What one optimistic ORM transaction per request can do: 16 callers, each retrying when another was faster. */
export async function naivePerSecond(url: string, durationMs: number): Promise<number> {
  const orm = await MikroORM.init(
    defineConfig({
      clientUrl: url,
      entities: [NaiveStock, NaiveReservation],
      pool: { min: CALLERS, max: CALLERS },
    }),
  );
  try {
    await orm.em.fork().execute(await orm.schema.getCreateSchemaSQL({ wrap: false }));
    await orm.em.fork().insert(NaiveStock, { sku: "HOT", onHand: 1_000_000_000n, held: 0n });
    const call = (): Promise<void> => reserve(orm);
    return (await runCallers({ callers: CALLERS, warmupMs: 500, durationMs, call })).perSecond;
  } finally {
    await orm.close(true);
  }
}

async function reserve(orm: MikroORM): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await orm.em.fork().transactional(async (em) => {
        const stock = await em.findOneOrFail(NaiveStock, { sku: "HOT" });
        if (stock.onHand - stock.held < 1n) throw new Error("sold out");
        stock.held += 1n;
        const expiresAt = new Date(Date.now() + 900_000);
        em.create(NaiveReservation, { id: randomUUID(), sku: "HOT", quantity: 1n, expiresAt });
      });
      return;
    } catch (error) {
      if (!(error instanceof OptimisticLockError) || attempt === TRIES_MAX) throw error;
      await sleep(Math.random() * 10);
    }
  }
}
