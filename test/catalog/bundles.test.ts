import { randomUUID } from "node:crypto";

import { Count_Scope as Scope, ErrorReason } from "@holdfast/client";
import { beforeEach, expect, test } from "@jest/globals";

import { named } from "../behaviour/calls.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
const once = () => ({ requestId: randomUUID() });

let sock = "";
let pair = "";

beforeEach(async () => {
  [sock, pair] = [named("SOCK"), named("PAIR")];
  await shop.receive(sock, 10);
  await shop.item(pair);
  const parts = [{ sku: sock, quantity: 2n }];
  await shop.client.catalog.setParts({ ...once(), sku: pair, parts });
});

test("a bundle has no lots, whoever says so", async () => {
  const { catalog } = shop.client;
  const item = { sku: pair, lotTracked: true };
  const updateMask = { paths: ["lot_tracked"] };

  const refused = await failureOf(catalog.updateItem({ ...once(), item, updateMask }));
  const lot = await failureOf(catalog.createLot({ ...once(), lot: { sku: pair, number: "A" } }));
  const bulk = await catalog.bulkUpsertItems({ ...once(), items: [item] });

  expect(refused).toMatchObject({ reason: "INVALID_MOVEMENT", fields: ["item.lot_tracked"] });
  expect(lot).toMatchObject({ reason: "INVALID_MOVEMENT", fields: ["lot.sku"] });
  expect(bulk.errors).toMatchObject([
    { index: 0, field: "items[0].lot_tracked", reason: ErrorReason.INVALID_MOVEMENT },
  ]);
});

test("a bundle that is described anew in bulk stays a bundle", async () => {
  const { catalog } = shop.client;

  await catalog.bulkUpsertItems({ ...once(), items: [{ sku: pair, name: "A pair" }] });

  expect((await catalog.getItem({ sku: pair })).item?.name).toBe("A pair");
  expect((await catalog.getParts({ sku: pair })).bundle?.parts).toMatchObject([
    { sku: sock, quantity: 2n },
  ]);
});

test("there is nothing of a bundle to count or to set", async () => {
  const { stock } = shop.client;
  const location = "MAIN";

  const skus = [sock, pair];
  const lines = [{ sku: pair, quantity: 3n }];
  const [counted, set] = await Promise.all([
    failureOf(stock.openCount({ ...once(), location, scope: Scope.LISTED, skus })),
    failureOf(stock.setStock({ ...once(), location, lines, reason: "counted" })),
  ]);

  expect(counted).toMatchObject({ reason: "INVALID_MOVEMENT", fields: ["skus[1]"] });
  expect(set).toMatchObject({ reason: "INVALID_MOVEMENT", fields: ["lines[0].sku"] });
});

test("what comes back of a bundle is told, and why it was served from where it was", async () => {
  const { inventory, stock } = shop.client;
  const lines = [{ sku: pair, quantity: 3n }];
  const { reservation } = await inventory.sell({ ...once(), lines });
  const reservationId = reservation?.id ?? "";

  const back = [{ line: 1, quantity: 2n }];
  const told = await stock.return({ ...once(), reservationId, lines: back });
  const why = await stock.explainReservation({ reservationId });

  expect(told.stock).toMatchObject([{ sku: sock, onHand: 8n }]);
  expect(told.reservation?.lines[0]?.allocations).toMatchObject([{ fulfilled: 6n, returned: 4n }]);
  expect(why.lines).toMatchObject([
    { sku: pair, granted: 3n, places: [{ location: "MAIN", available: 5n, taken: 3n }] },
  ]);
});
