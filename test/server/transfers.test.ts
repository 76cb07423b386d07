import { randomUUID } from "node:crypto";

import { type Transfer, Transfer_State as State } from "@holdfast/client";
import { beforeEach, expect, test } from "@jest/globals";

import { timestampOf } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();

let main: string;
let store: string;
let sku: string;

beforeEach(async () => {
  [main, store, sku] = [`MAIN-${randomUUID()}`, `STORE-${randomUUID()}`, `SOCK-${randomUUID()}`];
  await shop.location(store);
  await shop.receive(sku, 10, { location: main });
});

const once = () => ({ requestId: randomUUID() });

async function plan(quantity = 10n, expectedTime?: Date): Promise<Transfer> {
  const expected = expectedTime && { expectedTime: timestampOf(expectedTime) };
  const lines = [{ sku, quantity }];
  const asked = { ...once(), from: main, to: store, lines, reference: "DN 7", ...expected };
  const { transfer } = await shop.client.stock.createTransfer(asked);
  if (transfer === undefined) throw new Error("no transfer was told");
  return transfer;
}

async function ship(transferId: string): Promise<void> {
  await shop.client.stock.shipTransfer({ ...once(), transferId });
}

test("units are where the books say they are at every step of their way", async () => {
  const { stock } = shop.client;
  const { id: transferId } = await plan();
  const about = () => ({ ...once(), transferId });

  await stock.shipTransfer({ ...about(), lines: [{ line: 1, quantity: 8n }] });
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 2n, available: 2n });
  expect(await shop.availability(sku, store)).toMatchObject({ inTransit: 8n, available: 0n });

  const part = [{ line: 1, received: 3n, damaged: 2n, lost: 1n }];
  await stock.receiveTransfer({ ...about(), lines: part });
  expect(await shop.availability(sku, store)).toMatchObject({
    onHand: 5n,
    unallocatable: 2n,
    inTransit: 2n,
    available: 3n,
  });

  const { transfer } = await stock.cancelTransfer({ ...about(), reason: "enough is there" });
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 4n, available: 4n });
  expect(await shop.availability(sku, store)).toMatchObject({ onHand: 5n, inTransit: 0n });
  const fates = { shipped: 8n, received: 3n, damaged: 2n, lost: 1n, returned: 2n, inTransit: 0n };
  expect(transfer).toMatchObject({
    state: State.CANCELLED,
    lines: [{ quantity: 10n, shipped: 8n, parcels: [fates] }],
  });
  expect((await stock.getTransfer({ transferId })).transfer).toEqual(transfer);
  expect(await shop.differences()).toEqual([]);
});

test("what is on its way to a store, and when it is expected, is one list", async () => {
  const { stock } = shop.client;
  const expected = new Date(Date.now() + 86_400_000);
  const [first, second] = [await plan(4n, expected), await plan(3n)];
  await ship(first.id);
  await ship(second.id);
  const later = await plan(1n);

  const { transfers } = await stock.listTransfers({ to: store, state: State.IN_TRANSIT });
  const { transfers: open } = await stock.listTransfers({ from: main, state: State.OPEN });

  expect(transfers.map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(transfers.map(({ inTransit }) => inTransit)).toEqual([3n, 4n]);
  expect(transfers[1]?.expectedTime).toMatchObject(timestampOf(expected));
  expect(open.map(({ id }) => id)).toEqual([later.id]);
});

test("pages of a list hold each transfer once, and a token is good for its filter alone", async () => {
  const { stock } = shop.client;
  const made = [await plan(1n), await plan(1n), await plan(1n)].map(({ id }) => id);

  const first = await stock.listTransfers({ to: store, pageSize: 2 });
  const rest = { to: store, pageToken: first.nextPageToken };
  const second = await stock.listTransfers(rest);

  const listed = [...first.transfers, ...second.transfers].map(({ id }) => id);
  expect(listed).toEqual(made.toReversed());
  expect(second.nextPageToken).toBe("");
  const other = stock.listTransfers({ ...rest, to: main });
  expect(await failureOf(other)).toMatchObject({ reason: "FIELD_VIOLATION" });
});

test("who asks too early is told when more is expected", async () => {
  const expected = new Date(Date.now() + 3_600_000);
  await ship((await plan(10n, expected)).id);

  const lines = [{ sku, quantity: 1n, location: store }];
  const refusal = await failureOf(shop.client.inventory.reserve({ ...once(), lines }));

  expect(refusal.shortages).toMatchObject([{ nextAvailableTime: timestampOf(expected) }]);
});

test("a repeated step has no second effect and is answered with the transfer as it is now", async () => {
  const { stock } = shop.client;
  const planning = { ...once(), from: main, to: store, lines: [{ sku, quantity: 4n }] };
  const { transfer, entry } = await stock.createTransfer(planning);
  const shipping = { ...once(), transferId: transfer?.id ?? "" };
  await stock.shipTransfer(shipping);
  let replays = 0;
  const onHeader = (header: { get(name: string): unknown[] }): void => {
    replays += header.get("holdfast-replay").length;
  };

  const again = await stock.createTransfer(planning, { onHeader });
  const shippedAgain = await stock.shipTransfer(shipping, { onHeader });

  expect(replays).toBe(2);
  expect(again.entry).toEqual(entry);
  expect(again.transfer).toMatchObject({ id: transfer?.id, state: State.IN_TRANSIT });
  expect(shippedAgain.transfer).toEqual(again.transfer);
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 6n });
});

test("a rehearsal tells what would be and books nothing", async () => {
  const { stock } = shop.client;
  const lines = [{ sku, quantity: 4n }];
  const asked = { ...once(), from: main, to: store, lines, validateOnly: true };
  const planned = await stock.createTransfer(asked);
  const { id: transferId } = await plan();

  const rehearsed = await stock.shipTransfer({ ...once(), transferId, validateOnly: true });

  expect(planned).toMatchObject({ transfer: { id: "", state: State.OPEN } });
  expect(planned.entry).toBeUndefined();
  expect(rehearsed.transfer).toMatchObject({ id: transferId, inTransit: 10n });
  expect(await shop.availability(sku, store)).toMatchObject({ inTransit: 0n });
});

test("who names what is not there is told what it is", async () => {
  const { stock } = shop.client;
  const transferId = randomUUID();
  const nowhere = { to: "NOWHERE" };

  const failures = [
    await failureOf(stock.getTransfer({ transferId })),
    await failureOf(stock.cancelTransfer({ ...once(), transferId, reason: "why" })),
    await failureOf(stock.listTransfers(nowhere)),
  ];

  expect(failures.map(({ reason }) => reason)).toEqual([
    "TRANSFER_NOT_FOUND",
    "TRANSFER_NOT_FOUND",
    "LOCATION_NOT_FOUND",
  ]);
  expect(failures.map(({ fields }) => fields)).toEqual([["transfer_id"], ["transfer_id"], ["to"]]);
});

test("a shipment of many lots goes in one batch and comes back in one", async () => {
  const milk = `MILK-${randomUUID()}`;
  await shop.item(milk, { lotTracked: true });
  const lots = Array.from({ length: 300 }, (_, lot) => ({
    sku: milk,
    quantity: 1n,
    lot: { number: `L-${lot}` },
  }));
  await shop.client.inventory.receive({ ...once(), location: main, lines: lots });
  const lines = [{ sku: milk, quantity: 300n }];
  const asked = { ...once(), from: main, to: store, lines };
  const { transfer } = await shop.client.stock.createTransfer(asked);

  await ship(transfer?.id ?? "");
  expect(await shop.availability(milk, store)).toMatchObject({ inTransit: 300n });
  const about = { ...once(), transferId: transfer?.id ?? "", reason: "sent by mistake" };
  await shop.client.stock.cancelTransfer(about);

  expect(await shop.availability(milk, main)).toMatchObject({ onHand: 300n, available: 300n });
  expect(await shop.differences()).toEqual([]);
});
