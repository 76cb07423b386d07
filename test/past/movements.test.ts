import { randomUUID } from "node:crypto";

import { type Movement, Movement_Kind as Kind } from "@holdfast/client";
import { beforeAll, describe, expect, test } from "@jest/globals";

import { failureOf } from "../support/stockClient.ts";
import { MAIN } from "../support/shop.ts";
import { useShop } from "../support/useShop.ts";
import { until } from "../support/until.ts";

const shop = useShop();
const WEST = "WEST";

let sold: string;
let held: string;

/** One of every kind that a shop without warehouse systems, transfers and counts has. */
beforeAll(async () => {
  const { inventory, stock } = shop.client;
  const once = () => ({ requestId: randomUUID() });
  await shop.location(WEST, { deferred: true, sourcingPriority: 9 });
  await shop.item("MILK", { lotTracked: true });
  await shop.receive("SOCK", 20);
  await shop.receive("MILK", 5, { lot: "A" });
  await shop.receive("MILK", 5, { lot: "B", location: WEST });
  const lines = [{ sku: "SOCK", quantity: 3n }];
  const order = { ...once(), orderRef: "ORDER-1", lines };
  sold = (await inventory.reserve(order)).reservation?.id ?? "";
  await inventory.commit({ ...once(), reservationId: sold });
  await stock.return({ ...once(), reservationId: sold, lines: [{ line: 1, quantity: 1n }] });
  const milk = [{ sku: "MILK", quantity: 2n, location: WEST }];
  const later = await inventory.sell({ ...once(), orderRef: "ORDER-2", lines: milk });
  await inventory.fulfil({ ...once(), reservationId: later.reservation?.id ?? "" });
  held = (await shop.reserve("SOCK", 1, { ttlMs: 50 })).id;
  await until(async () => (await list({ kinds: [Kind.EXPIRY] })).length > 0);
  const given = (await shop.reserve("SOCK", 2)).id;
  await inventory.release({ ...once(), reservationId: given, reason: "changed her mind" });
  await shop.adjust("SOCK", 2);
  await shop.adjust("SOCK", -1);
  await stock.changeCondition({
    ...once(),
    location: MAIN,
    reason: "wet",
    reference: "QA-1",
    lines: [{ sku: "SOCK", quantity: 1n, from: 1, to: 2 }],
  });
});

type Query = Parameters<typeof shop.client.stock.listMovements>[0];

async function list(query: Query, pageSize = 200): Promise<Movement[]> {
  const found: Movement[] = [];
  let pageToken = "";
  do {
    const page = await shop.client.stock.listMovements({ ...query, pageSize, pageToken });
    found.push(...page.movements);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return found;
}

const seqs = (movements: readonly Movement[]): number[] =>
  movements.map(({ entry }) => Number(entry?.seq));

const kinds = (movements: readonly Movement[]): string[] =>
  movements.map(({ kind }) => Object.entries(Kind).find(([, value]) => value === kind)?.[0] ?? "");

describe("the journal's movements", () => {
  test("are told in its order, each with what it did and what there was after it", async () => {
    const all = await list({});

    expect(kinds(all)).toEqual([
      "RECEIPT",
      "RECEIPT",
      "RECEIPT",
      "RESERVATION",
      "SALE",
      "RETURN",
      "SALE",
      "SHIPMENT",
      "RESERVATION",
      "EXPIRY",
      "RESERVATION",
      "RELEASE",
      "ADJUSTMENT",
      "MANUAL_REMOVAL",
      "CONDITION",
    ]);
    expect(seqs(all)).toEqual(seqs(all).toSorted((a, b) => a - b));
    expect(all[4]).toMatchObject({
      sku: "SOCK",
      location: MAIN,
      lot: "",
      change: { onHand: -3n, held: -3n, committed: 0n },
      balances: { onHand: 17n, held: 0n },
      reservationId: sold,
      orderRef: "ORDER-1",
      actor: all[0]?.actor,
    });
    expect(all.at(-1)).toMatchObject({
      change: { damaged: 1n },
      balances: { onHand: 19n, damaged: 1n },
      reason: "wet",
      reference: "QA-1",
    });
  });

  test("are told newest first to whoever asks so", async () => {
    const all = await list({});

    expect(await list({ newestFirst: true })).toEqual(all.toReversed());
  });

  test.each([1, 2, 3, 7])("are told the same in pages of %d", async (pageSize) => {
    const all = await list({});

    expect(await list({}, pageSize)).toEqual(all);
    expect(await list({ newestFirst: true }, pageSize)).toEqual(all.toReversed());
    expect(await list({ sku: "SOCK" }, pageSize)).toEqual(all.filter(({ sku }) => sku === "SOCK"));
  });
});

describe("movements are narrowed", () => {
  const narrowings: [string, () => Query, (movement: Movement) => boolean][] = [
    ["by item", () => ({ sku: "MILK" }), ({ sku }) => sku === "MILK"],
    ["by location", () => ({ location: WEST }), ({ location }) => location === WEST],
    ["by lot", () => ({ sku: "MILK", lot: "A" }), ({ lot }) => lot === "A"],
    ["by reservation", () => ({ reservationId: sold }), (told) => told.reservationId === sold],
    ["by order", () => ({ orderRef: "ORDER-2" }), ({ orderRef }) => orderRef === "ORDER-2"],
    ["by kind", () => ({ kinds: [Kind.RETURN] }), ({ kind }) => kind === Kind.RETURN],
    [
      "by several kinds",
      () => ({ kinds: [Kind.SALE, Kind.MANUAL_REMOVAL] }),
      ({ kind }) => kind === Kind.SALE || kind === Kind.MANUAL_REMOVAL,
    ],
    ["by actor", () => ({ actor: "expiry" }), ({ actor }) => actor === "expiry"],
    [
      "by item and location",
      () => ({ sku: "MILK", location: MAIN }),
      ({ sku, location }) => sku === "MILK" && location === MAIN,
    ],
    [
      "by item and kind",
      () => ({ sku: "SOCK", kinds: [Kind.RECEIPT] }),
      ({ sku, kind }) => sku === "SOCK" && kind === Kind.RECEIPT,
    ],
    [
      "by location and kind",
      () => ({ location: WEST, kinds: [Kind.SALE] }),
      ({ location, kind }) => location === WEST && kind === Kind.SALE,
    ],
    [
      "by reservation and kind",
      () => ({ reservationId: held, kinds: [Kind.EXPIRY] }),
      ({ reservationId, kind }) => reservationId === held && kind === Kind.EXPIRY,
    ],
    [
      "by item, kind and actor",
      () => ({ sku: "SOCK", kinds: [Kind.EXPIRY], actor: "expiry" }),
      ({ kind }) => kind === Kind.EXPIRY,
    ],
  ];

  test.each(narrowings)("%s", async (_, query, suits) => {
    const wanted = (await list({})).filter(suits);
    expect(wanted.length).toBeGreaterThan(0);

    for (const pageSize of [1, 3, 200]) {
      expect(seqs(await list(query(), pageSize))).toEqual(seqs(wanted));
      const down = await list({ ...query(), newestFirst: true }, pageSize);
      expect(seqs(down)).toEqual(seqs(wanted).toReversed());
    }
  });

  test.each([
    ["an item", { sku: "NONE" }],
    ["a location", { location: "NONE" }],
    ["a lot", { sku: "MILK", lot: "NONE" }],
    ["an order", { orderRef: "NONE" }],
    ["an actor", { actor: "nobody" }],
    ["a reservation", { reservationId: randomUUID() }],
    ["an order of another reservation", { reservationId: randomUUID(), orderRef: "ORDER-1" }],
  ])("to none by %s that is not there", async (_, query) => {
    expect(await list(query)).toEqual([]);
  });

  test("by time, to the very instant", async () => {
    const all = await list({});
    const at = all[6]?.entry?.recordTime;
    const wanted = (suits: (recorded: number) => boolean): number[] =>
      seqs(all.filter(({ entry }) => suits(msOf(entry?.recordTime))));
    const border = msOf(at);

    const from = await list({ recordStartTime: at });
    const before = await list({ recordEndTime: at });

    expect(seqs(from)).toEqual(wanted((recorded) => recorded >= border));
    expect(seqs(before)).toEqual(wanted((recorded) => recorded < border));
    expect(seqs(from)).toContain(Number(all[6]?.entry?.seq));
    expect(from.length + before.length).toBe(all.length);
  });

  test("by when they happened, whenever they were told", async () => {
    const expiry = (await list({ kinds: [Kind.EXPIRY] }))[0];
    const at = expiry?.entry?.occurredTime;
    expect(msOf(at)).toBeLessThan(msOf(expiry?.entry?.recordTime));

    const from = await list({ occurredStartTime: at });
    const before = await list({ occurredEndTime: at });

    expect(seqs(from)).toContain(Number(expiry?.entry?.seq));
    expect(seqs([...before, ...from]).toSorted((a, b) => a - b)).toEqual(seqs(await list({})));
  });
});

test("a page token is good for its filter alone", async () => {
  const { nextPageToken: pageToken } = await shop.client.stock.listMovements({ pageSize: 1 });

  const refused = await failureOf(
    shop.client.stock.listMovements({ pageSize: 1, pageToken, sku: "SOCK" }),
  );

  expect(refused.fields).toEqual(["page_token"]);
});

function msOf(at: { seconds: bigint; nanos: number } | undefined): number {
  return at === undefined ? NaN : Number(at.seconds) * 1000 + at.nanos / 1e6;
}
