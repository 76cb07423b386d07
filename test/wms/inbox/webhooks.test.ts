import { createHmac, randomUUID } from "node:crypto";

import { WmsEventState, WmsJob } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { until } from "../../support/until.ts";
import { openOutside, type Outside, WEBHOOK_KEY, WEBHOOK_SECRET } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  const shelves = ["SOCK", "HAT", "CAP"].map((sku) => ({ sku, quantity: 5 }));
  // Nothing but webhooks tells what happens once the first walk is done.
  const settings = { HOLDFAST_WMS_WALK_INTERVAL: "1h" };
  outside = await openOutside({ shelves, settings, webhooks: true });
  for (const { sku } of shelves) await outside.sees(sku, { onHand: 5n });
});

afterAll(() => outside?.close());

const listed = async (state: WmsEventState = WmsEventState.UNSPECIFIED) => {
  const { wms } = outside.shop.client;
  return (await wms.listInbox({ account: "sim", state, pageSize: 500 })).events;
};

const unitsOf = (sku: string) => async () =>
  (await listed()).filter((event) => event.sku === sku).map((event) => event.orderableDelta);

test("what happens in the warehouse is in the books as soon as it is told", async () => {
  outside.warehouse.world.happen("receipt", outside.cell("SOCK"), 3);
  await outside.sees("SOCK", { onHand: 8n, available: 8n });

  outside.warehouse.world.happen("loss", outside.cell("SOCK"), 2);
  await outside.sees("SOCK", { onHand: 6n, available: 6n });
  expect(await outside.shop.differences()).toEqual([]);
});

test("told twice, late and in any order, it is in the books once", async () => {
  const { world, faults } = outside.warehouse;
  faults.set({ webhookDuplicated: 0.5, webhookReordered: 0.5 });
  for (let round = 1; round <= 12; round += 1) {
    world.happen(round % 3 === 0 ? "loss" : "receipt", outside.cell("HAT"), round);
    // Deliveries of their own, so that there is something to shuffle and to repeat.
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await until(async () => (await unitsOf("HAT")()).length === 12);
  faults.reset();

  const told = await unitsOf("HAT")();
  expect(told.reduce((sum, units) => sum + units, 0n)).toBe(18n);
  await outside.sees("HAT", { onHand: 23n, available: 23n });
  await until(async () => (await listed(WmsEventState.WAITING)).length === 0);
  await outside.shop.client.wms.syncNow({ account: "sim", jobs: [WmsJob.WALK] });
  await until(async () => {
    const { accounts } = await outside.shop.client.wms.getSyncStatus({});
    return accounts[0]?.jobs.every(({ wantedTime }) => wantedTime === undefined) === true;
  });
  expect(await outside.shop.availability("HAT", "OUTSIDE")).toMatchObject({ onHand: 23n });
  expect(await outside.shop.differences()).toEqual([]);
});

test("an event of an unknown item keeps nothing from the others, and is applied once the item is there", async () => {
  outside.warehouse.world.happen("receipt", outside.cell("NOVELTY"), 4);
  outside.warehouse.world.happen("receipt", outside.cell("CAP"), 1);

  await outside.sees("CAP", { onHand: 6n });
  await until(async () => (await listed(WmsEventState.PARKED)).length === 1);
  const [parked] = await listed(WmsEventState.PARKED);
  expect(parked).toMatchObject({ sku: "NOVELTY", orderableDelta: 4n });
  await outside.shop.item("NOVELTY");
  const eventIds = [parked?.eventId ?? ""];
  await outside.shop.client.wms.replayInbox({ account: "sim", eventIds });

  await until(async () => (await listed(WmsEventState.PARKED)).length === 0);
  await until(async () => (await listed(WmsEventState.WAITING)).length === 0);
  // What was never seen on a page is not counted on before one shows it.
  await outside.shop.client.wms.syncNow({ account: "sim", jobs: [WmsJob.WALK] });
  await outside.sees("NOVELTY", { onHand: 4n });
});

test("what is not signed by the warehouse, or long ago, is not taken", async () => {
  const body = deliveryOf(stockEvent());
  const seconds = Math.floor(Date.now() / 1_000);
  const refused = [
    {},
    { "x-wms-signature": "" },
    { "x-wms-signature": "nonsense" },
    signed(body, { key: "somebody else's" }),
    signed(`${body} `),
    signed(body, { seconds: seconds - 301 }),
    signed(body, { seconds: seconds + 301 }),
  ];

  for (const headers of refused) {
    const { status, json } = await deliver(body, headers);
    expect({ headers, status }).toEqual({ headers, status: 401 });
    expect(Object.keys(json)).toEqual(["message"]);
  }

  expect((await listed()).map(({ eventId }) => eventId)).not.toContain("HAND-1");
  expect((await deliver(body, signed(body))).status).toBe(202);
  expect((await deliver(body, signed(body))).status).toBe(202);
  expect((await listed()).filter(({ eventId }) => eventId === "HAND-1")).toHaveLength(1);
});

test("an account that is not there is refused like a signature that is wrong, but for the number", async () => {
  const body = deliveryOf(stockEvent());
  const wrong = await deliver(body, signed(body, { key: "somebody else's" }));
  const nobody = await deliver(body, signed(body), "nobody");
  const odd = await deliver(body, signed(body), "%E0%A4%A");

  for (const { status, json, names } of [nobody, odd]) {
    expect(status).toBe(404);
    expect(Object.keys(json)).toEqual(Object.keys(wrong.json));
    expect(names).toEqual(wrong.names);
  }
});

const event = { ...stockEvent(), id: "HAND-2" };

test.each<[string, string, string]>([
  ["no JSON", "{", ""],
  ["no events", "{}", "events"],
  ["events that are none", `{ "events": {} }`, "events"],
  ["one of no kind", deliveryOf({ ...event, kind: "rumour" }), "events[0].kind"],
  ["one without a SKU", deliveryOf({ ...event, sku: undefined }), "events[0].sku"],
  [
    "one with half a unit",
    deliveryOf({ ...event, orderableDelta: 0.5 }),
    "events[0].orderableDelta",
  ],
  ["one with too many", deliveryOf({ ...event, orderableDelta: 1e16 }), "events[0].orderableDelta"],
  ["one with a NUL", deliveryOf({ ...event, lot: "L\0" }), "events[0].lot"],
  ["one with half a character", deliveryOf({ ...event, sku: "\ud800" }), "events[0].sku"],
  ["one without a number", deliveryOf({ ...event, posted: null }), "events[0].posted"],
  ["a second one that is wrong", deliveryOf(event, { ...event, id: "" }), "events[1].id"],
  ["too many of them", deliveryOf(...Array.from({ length: 1_001 }, () => event)), "events"],
])(
  "a delivery with %s is refused as a whole, and what is wrong is named",
  async (_, body, field) => {
    const { status, json } = await deliver(body, signed(body));

    expect(status).toBe(400);
    expect(json).toMatchObject({ field });
    expect(String(json["message"])).toMatch(field === "" ? /^the body: / : /^events.*: /);
    expect((await listed()).map(({ eventId }) => eventId)).not.toContain(event.id);
  },
);

test("bytes that are no text are refused, and so is more than a megabyte", async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const large = deliveryOf({ ...event, padding: "x".repeat(1_048_576) });

  const nonsense = await deliver(bytes, signed(bytes));
  const tooMuch = await deliver(large, signed(large));

  expect(nonsense).toMatchObject({ status: 400, json: { message: "the body: must be UTF-8" } });
  expect(tooMuch.status).toBe(413);
});

test("an account that takes no webhooks takes none, whoever signs", async () => {
  const body = deliveryOf(stockEvent());
  const secret = process.env[WEBHOOK_SECRET];
  try {
    delete process.env[WEBHOOK_SECRET];
    const unset = await deliver(body, signed(body));
    expect(unset.status).toBe(500);
    expect(JSON.stringify(unset.json)).not.toContain(WEBHOOK_SECRET);
  } finally {
    process.env[WEBHOOK_SECRET] = secret;
  }
});

function stockEvent() {
  return {
    kind: "stock",
    id: "HAND-1",
    reason: "receipt",
    warehouse: "W1",
    owner: "ACME",
    sku: "SOCK",
    lot: null,
    orderableDelta: 1,
    unallocatableDelta: 0,
    posted: 1,
    occurredAt: Date.now(),
  };
}

function deliveryOf(...events: readonly object[]): string {
  return JSON.stringify({ events });
}

function signed(
  body: string | Buffer,
  { key = WEBHOOK_KEY, seconds = Math.floor(Date.now() / 1_000) } = {},
): Record<string, string> {
  const hex = createHmac("sha256", key).update(`${seconds}.`).update(body).digest("hex");
  return { "x-wms-signature": `t=${seconds},v1=${hex}` };
}

interface Delivered {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  /** Names of the answer's headers. */
  readonly names: readonly string[];
}

async function deliver(
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
  account = "sim",
): Promise<Delivered> {
  const url = `http://127.0.0.1:${outside.shop.app.httpPort}/wms/${account}/events`;
  const all = { "content-type": "application/json", "x-request": randomUUID(), ...headers };
  const response = await fetch(url, { method: "POST", body, headers: all });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, names: [...response.headers.keys()] };
}
