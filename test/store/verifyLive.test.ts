import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  ReleaseRequest_Scope,
} from "@holdfast/client";

import { verify } from "../../src/store/verify/verify.ts";
import { openShop, type Shop } from "../support/shop.ts";

const DEPOT = "DEPOT";
const TTL_MS = 150;

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  await shop.receive("SOCK", 500);
  await shop.location(DEPOT, { deferred: true });
  await shop.receive("SHOE", 100, { location: DEPOT });
  await shop.item("MILK", { lotTracked: true });
  await shop.receive("MILK", 30, { lot: "L1", expiresAt: new Date(Date.now() + 86_400_000) });
  await shop.receive("MILK", 30, { lot: "L2" });
});

afterAll(() => shop?.close());

const request = (): { requestId: string } => ({ requestId: randomUUID() });

/** One order in every way that it may go; whoever is refused for want of stock has to live with it. */
async function order(index: number): Promise<void> {
  const { inventory } = shop.client;
  const lines = [
    { sku: "SOCK", quantity: 2n },
    { sku: "MILK", quantity: 1n },
    { sku: "SHOE", quantity: 2n },
  ];
  const ttl = {
    nanos: index % 4 === 3 ? TTL_MS * 1_000_000 : 0,
    seconds: index % 4 === 3 ? 0n : 60n,
  };
  const made = await inventory.reserve({ ...request(), lines, ttl, allowPartial: true });
  const reservationId = made.reservation?.id ?? "";
  const commit = { ...request(), reservationId };
  if (index % 4 === 0) await inventory.commit(commit);
  if (index % 4 === 1) {
    await inventory.extend({ ...request(), reservationId, ttl: { seconds: 90n } });
    const remainder = CommitRequest_Remainder.KEEP;
    await inventory.commit({ ...commit, lines: [{ line: 1, quantity: 1n }], remainder });
    await inventory.release({ ...request(), reservationId, lines: [{ line: 2 }] });
    const scope = ReleaseRequest_Scope.HOLDS_AND_COMMITS;
    await inventory.release({ ...request(), reservationId, scope });
  }
  if (index % 4 === 2) {
    const onlyShoes = { lines: [{ line: 3 }] };
    await inventory.commit({ ...commit, ...onlyShoes });
    await inventory.fulfil({ ...request(), reservationId, lines: [{ line: 3, quantity: 1n }] });
  }
  if (index % 4 === 3) {
    await setTimeout(TTL_MS + 50);
    const onExpired = CommitRequest_OnExpired.REACQUIRE;
    const remainder =
      index % 8 === 3 ? CommitRequest_Remainder.KEEP : CommitRequest_Remainder.RELEASE;
    await inventory.commit({ ...commit, onExpired, remainder, lines: [{ line: 1 }] });
  }
}

test("the audit finds nothing wrong in a shop that goes on selling while it looks", async () => {
  const { inventory } = shop.client;
  const closing = new AbortController();
  const audits = (async () => {
    const found: unknown[] = [];
    for (let count = 0; count === 0 || !closing.signal.aborted; count += 1) {
      found.push(...(await verify({ url: shop.url })).differences);
    }
    return found;
  })();

  for (let round = 0; round < 5; round += 1) {
    const orders = Array.from({ length: 8 }, (_, index) => order(index));
    const sale = inventory.sell({ ...request(), lines: [{ sku: "SOCK", quantity: 1n }] });
    await Promise.all([...orders, sale, shop.adjust("SHOE", -1, { location: DEPOT })]);
  }
  closing.abort();

  await expect(audits).resolves.toEqual([]);
  const { entries, reservations, differencesTotal } = await verify({ url: shop.url });
  expect(differencesTotal).toBe(0);
  expect(reservations).toBe(45n);
  expect(entries).toBeGreaterThan(120n);
});

test("a count that finds less than was promised is no difference", async () => {
  await shop.item("LAMP");
  await shop.receive("LAMP", 5);
  await shop.reserve("LAMP", 4);

  await shop.adjust("LAMP", -3);

  expect((await shop.availability("LAMP")).shortfall).toBe(2n);
  expect(await shop.differences()).toEqual([]);
});
