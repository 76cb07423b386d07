import { randomUUID } from "node:crypto";

import { WmsProgress_State } from "@holdfast/client";
import { beforeEach, expect, test } from "@jest/globals";

import { afterwards } from "../../support/afterwards.ts";
import { createStockClient, failureOf } from "../../support/stockClient.ts";
import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";
import { type CrookedWay, crookedWay } from "../support/wayTo.ts";

let outside: Outside;
let way: CrookedWay;

beforeEach(async () => {
  way = crookedWay();
  outside = await openOutside({ shelves: [{ sku: "SOCK", quantity: 9 }], wayTo: way.to });
  afterwards(() => outside.close());
  await outside.sees("SOCK", { onHand: 9n });
});

/** Sells, while the warehouse system takes no order. @returns what has become of the order */
async function sellInVain() {
  const { client } = outside.shop;
  way.refuse = ({ path }) =>
    path === "/v1/orders" ? { status: 400, body: { error: "no such carrier" } } : undefined;
  const lines = [{ sku: "SOCK", quantity: 2n, location: outside.location }];
  const { reservation } = await client.inventory.sell({ requestId: randomUUID(), lines });
  await until(async () => {
    const { accounts } = await client.wms.getSyncStatus({});
    return accounts[0]?.orders?.parked === 1n;
  });
  way.refuse = () => undefined;
  return reservation?.lines[0]?.wms[0]?.reference ?? "";
}

test("an order that was refused as a request waits for somebody to look at it, who can send it on", async () => {
  const { client } = outside.shop;
  const reference = await sellInVain();

  const { accounts } = await client.wms.getSyncStatus({});
  const [parked] = accounts[0]?.orders?.parkedOrders ?? [];
  expect(parked).toMatchObject({ reference, location: "OUTSIDE" });
  expect(parked?.reason).toContain("no such carrier");
  const reservationId = parked?.reservationId ?? "";
  const progress = async () => {
    const { reservation } = await client.inventory.getReservation({ reservationId });
    return reservation?.lines[0]?.wms[0];
  };
  expect(await progress()).toMatchObject({ state: WmsProgress_State.PARKED });

  const requestId = randomUUID();
  const { reservation } = await client.wms.unparkOrder({ requestId, reference });
  expect(reservation?.lines[0]?.wms[0]).toMatchObject({
    reference,
    state: WmsProgress_State.SENDING,
    reason: "",
  });
  await until(async () => (await progress())?.state === WmsProgress_State.ACKED);
  expect(outside.truth().orders).toHaveLength(1);

  const replayed: unknown[] = [];
  const onHeader = (header: { get(name: string): unknown[] }) =>
    replayed.push(...header.get("holdfast-replay"));
  const again = await client.wms.unparkOrder({ requestId, reference }, { onHeader });
  expect(again.reservation?.lines[0]?.wms[0]).toMatchObject({ state: WmsProgress_State.ACKED });
  expect(replayed).toEqual(["true"]);
  expect(await outside.shop.differences()).toEqual([]);
});

test("an order that is not parked cannot be unparked, and nobody's neither", async () => {
  const { client, app, tenant } = outside.shop;
  const reference = await sellInVain();
  await client.wms.unparkOrder({ requestId: randomUUID(), reference });

  const again = { requestId: randomUUID(), reference };
  const nobodys = { requestId: randomUUID(), reference: `${randomUUID()}.1` };
  const till = createStockClient(`127.0.0.1:${app.grpcPort}`, tenant.serviceKey);
  afterwards(async () => till.close());

  expect(await failureOf(client.wms.unparkOrder(again))).toMatchObject({
    code: "FAILED_PRECONDITION",
    reason: "INVALID_MOVEMENT",
    fields: ["reference"],
  });
  expect(await failureOf(client.wms.unparkOrder(nobodys))).toMatchObject({
    code: "NOT_FOUND",
    reason: "WMS_ORDER_NOT_FOUND",
    fields: ["reference"],
  });
  expect(await failureOf(till.wms.unparkOrder(again))).toMatchObject({ reason: "ROLE_MISSING" });
});
