import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { outcomeOf, type Outcomes, tally } from "../../test/support/outcomes.ts";
import { startOpenLoop, type Stretch, stretchOf, wallClock } from "../support/openLoop.ts";
import { makeHolds, type Making, stockUp } from "./holds.ts";
import type { MassExpiryOptions } from "./options.ts";

/** What a mass expiry came to. */
export interface MassExpiry {
  readonly holds: number;
  readonly skus: number;
  /** Between the first and the last moment at which one of them ended. */
  readonly endedWithinMs: number;
  /** From the moment when the last of them ended. */
  readonly sweptAfterMs: number;
  readonly before: Stretch;
  readonly during: Stretch;
  readonly after: Stretch;
  /** The 99th percentile of `during` to that of `before`. */
  readonly p99Ratio: number;
  /** Reserves that were told INSUFFICIENT_STOCK. There was stock for each of them. */
  readonly falseSoldOut: number;
  /** How the Reserves ended. */
  readonly outcomes: Outcomes;
  /** Units that the SKUs had for sale in the end, as told, and as they must be. */
  readonly left: { readonly told: number; readonly expected: number };
}

/** The longest that anybody waits for the sweeper here. */
const SWEPT_WAIT_MAX_MS = 180_000;
const LOOK_EVERY_MS = 100;

/** Between the last hold and the first Reserve the rest of the stock is received. */
const STOCK_UP_MS = 1_000;

/**
 * Many holds end at once while Reserve goes on. There is one unit for each hold and one for each Reserve that is due
 * before the holds have ended; whoever comes later can be served from the holds that ended, and from nothing else.
 */
export async function runMassExpiry(options: MassExpiryOptions): Promise<MassExpiry> {
  const { holds, skus, reservesPerSecond, aroundMs } = options;
  const making = await makeHolds(options);
  const ended = await endsOf(options, making);
  const startsAt = Math.max(wallClock() + STOCK_UP_MS, ended.first - aroundMs);
  const early = Math.ceil(((ended.last - startsAt) * reservesPerSecond) / 1000) + 1;
  await stockUp(options, making, holds, early);
  const wanted = (index: number): string => making.skuOf(holds + index);
  const load = startOpenLoop({
    perSecond: reservesPerSecond,
    startsAt,
    callsMax: early + Math.max(0, holds - 2 * skus),
    call: (index) => outcomeOf(reserve(options, index, wanted(index))),
  });
  await sleep(Math.max(0, ended.last - wallClock()));
  const sweptAt = await untilSwept(options, ended);
  await sleep(aroundMs);
  const shots = await load.stop();
  const outcomes = tally(shots.map(({ end }) => end));
  const before = stretchOf(shots, startsAt, ended.first);
  const during = stretchOf(shots, ended.first, sweptAt);
  return {
    holds,
    skus,
    endedWithinMs: ended.last - ended.first,
    sweptAfterMs: Math.round(sweptAt - ended.last),
    before,
    during,
    after: stretchOf(shots, sweptAt, Infinity),
    p99Ratio: Math.round((during.p99Ms / before.p99Ms) * 100) / 100,
    falseSoldOut: outcomes["INSUFFICIENT_STOCK"] ?? 0,
    outcomes,
    left: {
      told: await unitsLeft(options, making),
      expected: holds + early - (outcomes["OK"] ?? 0),
    },
  };
}

function reserve({ clients }: MassExpiryOptions, index: number, sku: string): Promise<unknown> {
  const client = clients[index % clients.length];
  if (client === undefined) throw new Error("nobody to call with");
  const requestId = randomUUID();
  return client.inventory.reserve({ requestId, lines: [{ sku, quantity: 1n }] });
}

interface Ends {
  readonly tenantId: unknown;
  readonly first: number;
  readonly last: number;
}

/** When the holds end, by the database. */
async function endsOf({ sql, holds }: MassExpiryOptions, making: Making): Promise<Ends> {
  const [row] = await sql(
    `select min(tenant_id::text) as tenant, count(*)::int as count,
            extract(epoch from min(expires_at)) * 1000 as first,
            extract(epoch from max(expires_at)) * 1000 as last
       from reservation where held > 0 and order_ref = $1`,
    [making.orderRef],
  );
  if (row?.["count"] !== holds) throw new Error(`${String(row?.["count"])} holds, not ${holds}`);
  const ends = { tenantId: row["tenant"], first: Number(row["first"]), last: Number(row["last"]) };
  if (ends.last - ends.first >= 1_000) throw new Error("the holds do not end in the same second");
  if (ends.first < wallClock()) throw new Error("holds ended before all were made");
  return ends;
}

/** @returns when none of the holds was left */
async function untilSwept(options: MassExpiryOptions, { tenantId, last }: Ends): Promise<number> {
  const { sql, holds, onProgress } = options;
  const due = "tenant_id = $2 and held > 0 and expires_at <= to_timestamp($1::float8 / 1000)";
  const left = `select count(*)::int as left from reservation where ${due}`;
  const any = `select 1 from reservation where ${due} order by expires_at limit 1`;
  const giveUpAt = wallClock() + SWEPT_WAIT_MAX_MS;
  let toldAt = 0;
  while ((await sql(any, [last, tenantId])).length > 0) {
    if (wallClock() > giveUpAt) throw new Error("holds were left when the time was up");
    if (onProgress !== undefined && wallClock() - toldAt > 2_000) {
      toldAt = wallClock();
      onProgress("taken back", holds - Number((await sql(left, [last, tenantId]))[0]?.["left"]));
    }
    await sleep(LOOK_EVERY_MS);
  }
  onProgress?.("taken back", holds);
  return wallClock();
}

/** What all its SKUs have for sale, as the service tells. */
async function unitsLeft({ clients }: MassExpiryOptions, making: Making): Promise<number> {
  let units = 0n;
  for (let from = 0; from < making.skus.length; from += 100) {
    const keys = making.skus.slice(from, from + 100).map((sku) => ({ sku }));
    const told = await clients[0]?.inventory.getAvailability({ keys });
    for (const { available } of told?.availability ?? []) units += available;
  }
  return Number(units);
}
