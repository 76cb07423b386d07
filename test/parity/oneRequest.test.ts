import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { InventoryService } from "@holdfast/client";

import { useShop } from "../support/useShop.ts";
import { DOORS, post, visitTo } from "./doors.ts";
import type { Told } from "./told.ts";

const { method: stock } = InventoryService;
const shop = useShop();

test.each(Object.keys(DOORS))(
  "a request that was sent first at %s is the same request at every other door",
  async (first) => {
    await shop.receive("SHOE", 1);
    const lines = [{ sku: "SHOE", quantity: 1n, location: "", minRemainingShelfLife: {} }];
    const ttl = { seconds: 60n, nanos: 5e8 };
    const request = { requestId: randomUUID(), orderRef: "Ä✓", lines, ttl };

    const original = await reserveAt(first, request);
    const repeats: Told[] = [];
    for (const door of Object.keys(DOORS)) repeats.push(await reserveAt(door, request));

    expect(original).toMatchObject({ code: "OK", isReplay: false });
    for (const repeat of repeats) expect(repeat).toEqual({ ...original, isReplay: true });
    expect(await shop.differences()).toEqual([]);
  },
);

test("a request is the same however its JSON is spelled", async () => {
  const requestId = randomUUID();
  const spellings = [
    { requestId, lines: [{ sku: "SHOE", quantity: "1" }], ttl: "60s" },
    { ttl: "60.000s", lines: [{ quantity: 1, sku: "SHOE" }], request_id: requestId },
    { requestId, orderRef: "", lines: [{ sku: "SHOE", quantity: 1, lot: "" }], ttl: "60s" },
  ];
  await shop.receive("SHOE", 1);

  const replays: (string | null)[] = [];
  for (const spelling of spellings) {
    const { status, headers } = await sendJson(stock.reserve, spelling);
    replays.push(status === 200 ? headers.get("holdfast-replay") : String(status));
  }

  expect(replays).toEqual([null, "true", "true"]);
});

const stale = { sku: "SHOE", quantityDelta: 1, expectedQuantity: 0 };
const tooMuch = { sku: "SHOE", quantity: 9e6 };

test.each([
  [400, "a field breaks a rule", stock.reserve, { requestId: "h1" }],
  [400, "there is too little", stock.reserve, { requestId: "h2", lines: [tooMuch] }],
  [404, "there is no such order", stock.getReservation, { reservationId: randomUUID() }],
  [
    409,
    "a count is stale",
    stock.adjust,
    { requestId: "h3", location: "MAIN", reason: "x", lines: [stale] },
  ],
  [400, "a field is unknown", stock.reserve, { requestId: "h4", quantity: 1 }],
])("plain HTTP answers %p when %s", async (status, _, method, request) => {
  await shop.receive("SHOE", 1);

  const response = await sendJson(method, request);

  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
});

test("plain HTTP answers 401 to strangers, 403 to weak keys, 404 where no method is", async () => {
  const request = { requestId: "h5", lines: [{ sku: "SHOE", quantity: 1 }], noExpiry: true };
  const nowhere = { ...stock.reserve, name: "Nothing" };

  const answers = [
    await sendJson(stock.reserve, request, "hf_nobody"),
    await sendJson(stock.reserve, request, shop.tenant.serviceKey),
    await sendJson(nowhere, request),
  ];

  expect(answers.map(({ status }) => status)).toEqual([401, 403, 404]);
});

async function reserveAt(name: string, request: object): Promise<Told> {
  const door = DOORS[name]?.(visitTo(shop, shop.tenant.adminKey));
  if (door === undefined) throw new Error(`there is no door ${name}`);
  try {
    return await door.call(stock.reserve, request);
  } finally {
    door.close();
  }
}

function sendJson(
  method: (typeof stock)[keyof typeof stock],
  request: object,
  key = shop.tenant.adminKey,
): Promise<Response> {
  return post(visitTo(shop, key), method, JSON.stringify(request));
}
