import { randomUUID } from "node:crypto";

import {
  type Count,
  Count_Scope as Scope,
  Count_State as State,
  ListCountLinesRequest_Only as Only,
} from "@holdfast/client";
import { beforeEach, expect, test } from "@jest/globals";

import { createStockClient, failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();

let main: string;
let sku: string;
let hat: string;

beforeEach(async () => {
  [main, sku, hat] = [`MAIN-${randomUUID()}`, `SOCK-${randomUUID()}`, `HAT-${randomUUID()}`];
  await shop.receive(sku, 10, { location: main });
  await shop.receive(hat, 4, { location: main });
});

const once = () => ({ requestId: randomUUID() });

async function open(more: object = {}): Promise<Count> {
  const asked = { ...once(), location: main, scope: Scope.ALL, ...more };
  const { count } = await shop.client.stock.openCount(asked);
  if (count === undefined) throw new Error("no count was told");
  return count;
}

async function record(countId: string, name: string, quantity: bigint): Promise<void> {
  const lines = [{ sku: name, quantity }];
  await shop.client.stock.recordCount({ ...once(), countId, lines });
}

test("a count is blind, goes by the look, and tells what differs once it is closed", async () => {
  const { stock } = shop.client;
  const { id: countId } = await open();

  await record(countId, sku, 8n);
  const lines = [{ sku, quantity: 3n }];
  await shop.client.inventory.sell({ ...once(), lines });
  const { count } = await stock.getCount({ countId });
  const blind = await stock.listCountLines({ countId });
  const left = await stock.listCountLines({ countId, only: Only.UNRECORDED });
  const untold = await stock.listCountLines({ countId, only: Only.DIFFERING });
  expect(count).toMatchObject({ state: State.OPEN, lineCount: 2, recordedCount: 1, missing: 0n });
  expect(blind.lines.map(({ onHand, variance }) => onHand ?? variance)).toEqual([
    undefined,
    undefined,
  ]);
  expect(left.lines.map((line) => line.sku)).toEqual([hat]);
  expect(untold.lines).toEqual([]);

  const closed = await stock.closeCount({ ...once(), countId, reason: "stocktaking" });

  expect(closed.count).toMatchObject({ state: State.CLOSED, missing: 2n, surplus: 0n });
  expect(closed.variances).toMatchObject([{ sku, counted: 8n, variance: -2n, corrected: -2n }]);
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 5n, available: 5n });
  expect(await shop.availability(hat, main)).toMatchObject({ onHand: 4n });
  expect(await shop.differences()).toEqual([]);
});

test("who is left short by a count is named", async () => {
  const { id: reservation } = await shop.reserve(sku, 7, { location: main });
  const { id: countId } = await open();
  await record(countId, sku, 5n);

  const { shortReservations } = await shop.client.stock.closeCount({ ...once(), countId });

  expect(shortReservations).toEqual([reservation]);
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 5n, shortfall: 2n });
});

test("a large difference waits for an admin's approval", async () => {
  const clerk = createStockClient(`127.0.0.1:${shop.app.grpcPort}`, shop.tenant.serviceKey);
  const { id: countId } = await open({ approvalThreshold: 1n });
  await record(countId, sku, 8n);

  const closed = await clerk.stock.closeCount({ ...once(), countId });
  const approving = { ...once(), countId, approve: true };
  const refusal = await failureOf(clerk.stock.closeCount(approving));
  expect(closed.count).toMatchObject({ state: State.AWAITING_APPROVAL, missing: 2n });
  expect(refusal).toMatchObject({ reason: "ROLE_MISSING" });
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 10n });
  const approved = await shop.client.stock.closeCount(approving);
  clerk.close();

  expect(approved.count).toMatchObject({ state: State.CLOSED });
  expect(await shop.availability(sku, main)).toMatchObject({ onHand: 8n });
});

test("what was counted lately is not counted again, and a list is what it names", async () => {
  const { stock } = shop.client;
  const { id: countId } = await open({ scope: Scope.LISTED, skus: [sku] });
  await record(countId, sku, 10n);
  await stock.closeCount({ ...once(), countId });

  const rest = await open({ scope: Scope.NOT_COUNTED, notCountedDays: 30 });
  const { lines } = await stock.listCountLines({ countId: rest.id });
  const unknown = stock.openCount({ ...once(), location: main, scope: Scope.LISTED, skus: ["NO"] });

  expect(lines.map((line) => line.sku)).toEqual([hat]);
  expect(await failureOf(unknown)).toMatchObject({ reason: "ITEM_NOT_FOUND", fields: ["skus[0]"] });
});

test("a count of thousands of lines is closed by one call, in parts", async () => {
  const milk = `MILK-${randomUUID()}`;
  await shop.item(milk, { lotTracked: true });
  for (let part = 0; part < 3; part += 1) {
    const lines = Array.from({ length: 400 }, (_, lot) => {
      return { sku: milk, quantity: 2n, lot: { number: `L-${part}-${lot}` } };
    });
    await shop.client.inventory.receive({ ...once(), location: main, lines });
  }
  const { id: countId, lineCount } = await open({ scope: Scope.LISTED, skus: [milk] });
  expect(lineCount).toBe(1_200);
  const lines = [{ sku: milk, lot: "L-0-7", quantity: 3n }];
  await shop.client.stock.recordCount({ ...once(), countId, lines });
  const rehearsal = { ...once(), countId, missingIsZero: true, validateOnly: true };
  const rehearsed = await shop.client.stock.closeCount(rehearsal);

  const closing = { ...once(), countId, missingIsZero: true };
  const { count, variances, entry } = await shop.client.stock.closeCount(closing);
  const again = await shop.client.stock.closeCount(closing);

  expect(rehearsed.count).toMatchObject({ state: State.CLOSED, missing: 2_398n, surplus: 1n });
  expect(count).toMatchObject({ state: State.CLOSED, missing: 2_398n, surplus: 1n });
  expect(variances).toHaveLength(200);
  expect(again.entry).toEqual(entry);
  expect(await shop.availability(milk, main)).toMatchObject({ onHand: 3n });
  expect(await shop.differences()).toEqual([]);
});

test("pages of counts and of lines hold each of them once", async () => {
  const { stock } = shop.client;
  const made = [(await open()).id, (await open()).id, (await open()).id];

  const first = await stock.listCounts({ location: main, pageSize: 2 });
  const second = await stock.listCounts({ location: main, pageToken: first.nextPageToken });
  const [countId = ""] = made;
  const one = await stock.listCountLines({ countId, pageSize: 1 });
  const two = await stock.listCountLines({ countId, pageToken: one.nextPageToken });

  const listed = [...first.counts, ...second.counts].map(({ id }) => id);
  expect(listed).toEqual(made.toReversed());
  expect([...one.lines, ...two.lines].map(({ line }) => line)).toEqual([1, 2]);
  expect(two.nextPageToken).toBe("");
});

test("who names what is not there is told what it is", async () => {
  const { stock } = shop.client;
  const countId = randomUUID();

  const failures = [
    await failureOf(stock.getCount({ countId })),
    await failureOf(stock.listCountLines({ countId })),
    await failureOf(stock.cancelCount({ ...once(), countId, reason: "why" })),
    await failureOf(stock.listCounts({ location: "NOWHERE" })),
    await failureOf(stock.openCount({ ...once(), location: "NOWHERE", scope: Scope.ALL })),
  ];

  expect(failures.map(({ reason }) => reason)).toEqual([
    "COUNT_NOT_FOUND",
    "COUNT_NOT_FOUND",
    "COUNT_NOT_FOUND",
    "LOCATION_NOT_FOUND",
    "LOCATION_NOT_FOUND",
  ]);
});
