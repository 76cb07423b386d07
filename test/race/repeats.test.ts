import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { holdHead } from "../support/headHolder.ts";
import { forEachOf, type Outcomes, tally } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import type { CallOptions, StockClient } from "../support/stockClient.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

const COPIES = 50;
const HUB = "HUB";
const SKU = "SOCK";

let shop: TwoServers;
beforeAll(async () => {
  shop = await openTwoServers();
  await shop.location(HUB, { deferred: true });
  await shop.receive(SKU, 1_000);
});
afterAll(() => shop.close());

type Door = StockClient["inventory"];
type Copy = (door: Door, requestId: string, options: CallOptions) => Promise<object>;

/** An RPC, what must be there before it, and what one call of it does to on hand and held. */
interface Case {
  readonly name: string;
  readonly onHand: bigint;
  readonly held: bigint;
  readonly prepare: () => Promise<Copy>;
}

const ONE = [{ sku: SKU, quantity: 1n }];

const holdOfOne = async (): Promise<string> => (await shop.reserve(SKU, 1)).id;

/** An RPC that acts on a hold of one unit. */
function onHold(name: "commit" | "release" | "extend", onHand: bigint, held: bigint): Case {
  const prepare = async (): Promise<Copy> => {
    const reservationId = await holdOfOne();
    return (door, requestId, options) => door[name]({ requestId, reservationId }, options);
  };
  return { name, onHand, held, prepare };
}

function plain(name: string, onHand: bigint, held: bigint, copy: Copy): Case {
  return { name, onHand, held, prepare: async () => copy };
}

const CASES: readonly Case[] = [
  plain("reserve", 0n, 1n, (door, requestId, options) =>
    door.reserve({ requestId, lines: ONE }, options),
  ),
  plain("sell", -1n, 0n, (door, requestId, options) =>
    door.sell({ requestId, lines: ONE }, options),
  ),
  plain("receive", 5n, 0n, (door, requestId, options) =>
    door.receive({ requestId, location: MAIN, lines: [{ sku: SKU, quantity: 5n }] }, options),
  ),
  plain("adjust", -3n, 0n, (door, requestId, options) => {
    const lines = [{ sku: SKU, quantityDelta: -3n }];
    return door.adjust({ requestId, location: MAIN, lines, reason: "broken" }, options);
  }),
  onHold("commit", -1n, -1n),
  onHold("release", 0n, -1n),
  onHold("extend", 0n, 0n),
];

test.each(CASES)(
  "50 copies of one $name at once, through two servers, do one thing and get one answer",
  async ({ onHand, held, prepare }) => {
    const copy = await prepare();
    const before = await shop.availability(SKU);
    const requestId = randomUUID();

    const { answers, replays } = await sendCopies(copy, requestId);

    expect(Object.values(answers)).toEqual([COPIES]);
    expect(replays).toBe(COPIES - 1);
    const after = await shop.availability(SKU);
    expect(after.onHand - before.onHand).toBe(onHand);
    expect(after.held - before.held).toBe(held);
  },
);

/** How often each answer was given, and how many said that they were replays. */
async function sendCopies(
  copy: Copy,
  requestId: string,
): Promise<{ answers: Outcomes; replays: number }> {
  let replays = 0;
  const onHeader: CallOptions["onHeader"] = (header) => {
    if (header.get("holdfast-replay")[0] === "true") replays += 1;
  };
  const answers = await Promise.all(
    forEachOf(COPIES, (caller) => copy(shop.door(caller), requestId, { onHeader })),
  );
  const told = answers.map((answer) =>
    JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value)),
  );
  return { answers: tally(told), replays };
}

test("50 shipments of one order under one request id ship it once", async () => {
  await shop.receive("PARCEL", 2, { location: HUB });
  const { id: reservationId } = await shop.reserve("PARCEL", 1);
  await shop.door(0).commit({ requestId: randomUUID(), reservationId });
  const fulfil: Copy = (door, requestId, options) =>
    door.fulfil({ requestId, reservationId }, options);

  const { answers, replays } = await sendCopies(fulfil, randomUUID());

  expect(Object.values(answers)).toEqual([COPIES]);
  expect(replays).toBe(COPIES - 1);
  expect(await shop.availability("PARCEL")).toMatchObject({ onHand: 1n, committed: 0n });
});

test("one request id for 50 different orders serves one of them and refuses the others", async () => {
  await shop.receive("REUSED", 100);
  const requestId = randomUUID();

  const answers = await Promise.allSettled(
    forEachOf(COPIES, (caller) => {
      const lines = [{ sku: "REUSED", quantity: BigInt(caller + 1) }];
      return shop.door(caller).reserve({ requestId, lines });
    }),
  );

  const ends = answers.map((answer) =>
    answer.status === "fulfilled" ? "OK" : (answer.reason as { reason: string }).reason,
  );
  expect(tally(ends)).toEqual({ OK: 1, REQUEST_ID_REUSED: COPIES - 1 });
});

test("a request that comes twice in one batch is carried out once", async () => {
  await shop.receive("BATCH", 10);
  const replays: string[] = [];
  const lines = [{ sku: "BATCH", quantity: 1n }];
  const reserve = (requestId: string): Promise<{ reservation?: { id: string } | undefined }> => {
    const onHeader: CallOptions["onHeader"] = (header) => {
      if (header.get("holdfast-replay").length > 0) replays.push(requestId);
    };
    return shop.door(0).reserve({ requestId, lines }, { onHeader });
  };

  // While the first one waits for its turn the others gather behind it.
  const holder = await holdHead(shop.url, shop.tenant.id);
  const first = reserve("first");
  await holder.untilAwaited();
  const gathered = ["before", "twin", "twin", "after"].map(reserve);
  await shop.availability("BATCH");
  await holder.letGo();
  const [, one, other] = await Promise.all(gathered);
  await first;

  expect(other?.reservation?.id).toBe(one?.reservation?.id);
  expect(replays).toEqual(["twin"]);
  expect(await shop.availability("BATCH")).toMatchObject({ held: 4n });
  const batches = await shop.sql<{ entries: string }>(
    `select string_agg(request_id, ' ' order by seq) as entries from entry
      where request_id in ('first', 'before', 'twin', 'after') group by xmin::text order by min(seq)`,
  );
  expect(batches).toEqual([{ entries: "first" }, { entries: "before twin after" }]);
});

test("after all these repeats the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
