import { randomUUID } from "node:crypto";

import { ReleaseRequest_Scope, WmsProgress_State } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { afterwards } from "../../support/afterwards.ts";
import { openOperator } from "../../support/operator.ts";
import { openShop } from "../../support/shop.ts";
import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  const shelves = [
    { sku: "SOCK", quantity: 9 },
    { sku: "MILK", lot: "L-1", quantity: 4 },
    { sku: "MILK", lot: "L-2", quantity: 4 },
  ];
  outside = await openOutside({ shelves });
  await outside.sees("SOCK", { available: 9n });
  await outside.shop.receive("HAT", 3);
});

afterAll(() => outside?.close());

const inventory = () => outside.shop.client.inventory;
const order = (sku: string, quantity: bigint) => ({
  requestId: randomUUID(),
  lines: [{ sku, quantity, location: outside.location }],
});

async function lineOf(reservationId: string, number = 1) {
  const { reservation } = await inventory().getReservation({ reservationId });
  return reservation?.lines[number - 1];
}

const isAt = (id: string, state: WmsProgress_State): Promise<void> =>
  until(async () => (await lineOf(id))?.wms[0]?.state === state);

test("a sale tells at once that it is to be sent, and a read how far it is, until the units are gone", async () => {
  const { reservation } = await inventory().sell(order("SOCK", 2n));
  const id = reservation?.id ?? "";
  const [made] = reservation?.lines[0]?.wms ?? [];
  expect(made).toMatchObject({ location: "OUTSIDE", state: WmsProgress_State.LOCAL, ordered: 2n });
  // The first read of this server: it has not seen yet that a warehouse delivers for this tenant.
  expect((await lineOf(id))?.wms).toHaveLength(1);

  await isAt(id, WmsProgress_State.ACKED);
  outside.warehouse.world.startRun();
  await isAt(id, WmsProgress_State.HANDED_OVER);
  await until(async () => (await lineOf(id))?.wms[0]?.shipped === 2n);

  expect((await lineOf(id))?.wms).toEqual([
    expect.objectContaining({
      reference: made?.reference,
      ordered: 2n,
      allocated: 2n,
      handedOver: 2n,
      shipped: 2n,
      served: [expect.objectContaining({ lot: "", quantity: 2n })],
    }),
  ]);
});

test("a release tells that it was asked, then that it was granted", async () => {
  const { reservation } = await inventory().sell(order("SOCK", 1n));
  const reservationId = reservation?.id ?? "";
  await isAt(reservationId, WmsProgress_State.ACKED);

  const scope = ReleaseRequest_Scope.HOLDS_AND_COMMITS;
  const released = await inventory().release({ requestId: randomUUID(), reservationId, scope });
  const [asked] = released.reservation?.lines[0]?.wms ?? [];
  expect(asked).toMatchObject({ state: WmsProgress_State.RELEASING, cancelAsked: 1n });

  await isAt(reservationId, WmsProgress_State.RELEASED);
  expect((await lineOf(reservationId))?.wms[0]).toMatchObject({ closed: 1n, cancelRefused: 0n });
});

test("a commit tells it too, and its dry run and its repeat; the lot is the warehouse's to choose", async () => {
  const { reservation } = await inventory().reserve(order("MILK", 6n));
  const reservationId = reservation?.id ?? "";
  expect(reservation?.lines[0]?.wms).toEqual([]);
  const commit = { requestId: randomUUID(), reservationId };

  const dry = await inventory().commit({ ...commit, validateOnly: true });
  expect(dry.reservation?.lines[0]?.wms).toEqual([
    expect.objectContaining({ reference: "", state: WmsProgress_State.LOCAL, ordered: 6n }),
  ]);
  const first = await inventory().commit(commit);
  await isAt(reservationId, WmsProgress_State.ACKED);
  const repeat = await inventory().commit(commit);
  const reference = first.reservation?.lines[0]?.wms[0]?.reference;
  expect(reference).not.toBe("");
  expect(repeat.reservation?.lines[0]?.wms).toEqual([
    expect.objectContaining({ reference, state: WmsProgress_State.ACKED }),
  ]);

  outside.warehouse.world.startRun();
  await isAt(reservationId, WmsProgress_State.HANDED_OVER);
  const served = (await lineOf(reservationId))?.wms[0]?.served ?? [];
  expect(served.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(6n);
  for (const { lot } of served) expect(["L-1", "L-2"]).toContain(lot);
});

test("what no warehouse system delivers has no progress, and lists tell none", async () => {
  const own = { sku: "HAT", quantity: 1n, location: "MAIN" };
  const theirs = { sku: "SOCK", quantity: 1n, location: outside.location };
  const requestId = randomUUID();

  const { reservation } = await inventory().sell({ requestId, lines: [own, theirs] });

  expect(reservation?.lines.map(({ wms }) => wms.length)).toEqual([0, 1]);
  const id = reservation?.id ?? "";
  expect((await lineOf(id, 1))?.wms).toEqual([]);
  expect((await lineOf(id, 2))?.wms).toHaveLength(1);
  const { reservations } = await inventory().listReservations({});
  expect(reservations.length).toBeGreaterThan(3);
  for (const listed of reservations) for (const { wms } of listed.lines) expect(wms).toEqual([]);
});

test("a shop without warehouses pays nothing for their orders: they are not even looked for", async () => {
  const shop = await openShop();
  afterwards(() => shop.close());
  const operator = await openOperator(shop.url);
  afterwards(() => operator.leave());
  await shop.receive("HAT", 3);
  await operator.query("revoke select on wms_order from holdfast_service");

  const { id: reservationId } = await shop.reserve("HAT", 1);
  const { inventory: own } = shop.client;
  await own.commit({ requestId: randomUUID(), reservationId });

  expect(await own.getReservation({ reservationId })).toMatchObject({ reservation: { state: 3 } });
});
