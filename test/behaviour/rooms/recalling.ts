import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import type { Reservation } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import { until } from "../../support/until.ts";
import { commit, look, named, order, refusal, servedBy, stateOf } from "../calls.ts";

/** Lots that may no longer be sold, and who had been promised some of them. */
export function recalling(shop: Shop): void {
  function recall(sku: string, lot: string, more: object = {}) {
    const request = { requestId: randomUUID(), sku, lot, reason: "glass in it" };
    return shop.client.stock.recallLot({ ...request, ...more });
  }

  function lift(sku: string, lot: string) {
    const request = { requestId: randomUUID(), sku, lot, reason: "it was sugar" };
    return shop.client.stock.liftRecall(request);
  }

  /** A lot-tracked item with units per lot; the first lot serves first. */
  async function milk(...batches: [lot: string, units: number][]): Promise<string> {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    for (const [lot, units] of batches) await shop.receive(sku, units, { lot });
    return sku;
  }

  const settled = async (sku: string, lot: string): Promise<void> =>
    until(async () => (await shop.client.stock.listRecall({ sku, lot })).recall?.waiting === 0n);

  const shortOf = async (hold: Reservation): Promise<boolean[]> =>
    (await look(shop, hold)).lines.flatMap(({ allocations }) =>
      allocations.map(({ shortTime }) => shortTime !== undefined),
    );

  test("bars a lot at once, and what was held of it moves to the next", async () => {
    const sku = await milk(["A", 4], ["B", 4]);
    const hold = await shop.reserve(sku, 3);

    const { entry, recall: told } = await recall(sku, "A");

    expect(entry?.id).not.toBe("");
    expect(told).toMatchObject({ sku, lot: "A", onHand: 4n });
    expect(told?.recallTime).toBeDefined();
    expect(await shop.availability(sku)).toMatchObject({ onHand: 8n, available: 1n });
    await settled(sku, "A");
    const { recall: after, reservations } = await shop.client.stock.listRecall({ sku, lot: "A" });
    expect(after).toMatchObject({ held: 0n, short: 0n, waiting: 0n, moved: 3n, committed: 0n });
    expect(reservations).toMatchObject([{ reservationId: hold.id, moved: 3n, waiting: 0n }]);
    expect(servedBy(await look(shop, hold), "lot")).toEqual([["B", 3n]]);
    expect(stateOf(await commit(shop, hold))).toBe("FULFILLED");
  });

  test("marks short what can go nowhere, and moves it when stock comes", async () => {
    const sku = await milk(["A", 4], ["B", 1]);
    const pinned = await shop.reserve(sku, 1, { lot: "A" });
    const free = await shop.reserve(sku, 2);
    await recall(sku, "A");
    await settled(sku, "A");

    const { recall: told, reservations } = await shop.client.stock.listRecall({ sku, lot: "A" });

    expect(told).toMatchObject({ held: 2n, short: 2n, moved: 1n });
    expect(reservations).toMatchObject([
      { reservationId: free.id, short: 1n, moved: 1n },
      { reservationId: pinned.id, short: 1n, moved: 0n },
    ]);
    expect(await shortOf(free)).toEqual([true, false]);
    expect(refusal(await failureOf(commit(shop, pinned)))).toEqual([
      "FAILED_PRECONDITION",
      "LOT_EXPIRED",
    ]);
    await shop.receive(sku, 5, { lot: "C" });
    await until(async () => !(await shortOf(free)).includes(true));
    expect(await shortOf(pinned)).toEqual([true]);
  });

  test("is lifted: marks end, and the lot serves again", async () => {
    const sku = await milk(["A", 4]);
    const hold = await shop.reserve(sku, 3);
    await recall(sku, "A");
    await until(async () => (await shortOf(hold)).includes(true));

    const { recall: told } = await lift(sku, "A");

    expect(told?.recallTime).toBeUndefined();
    expect(told).toMatchObject({ held: 3n, short: 0n });
    expect(await shortOf(hold)).toEqual([false]);
    expect(await shop.availability(sku)).toMatchObject({ available: 1n });
    expect(stateOf(await commit(shop, hold))).toBe("FULFILLED");
    expect(refusal(await failureOf(lift(sku, "A")))).toEqual([
      "FAILED_PRECONDITION",
      "INVALID_MOVEMENT",
    ]);
  });

  test("tells who has bought of it and waits, and leaves them alone", async () => {
    const [sku, depot] = [named("MILK"), named("DEPOT")];
    await shop.item(sku, { lotTracked: true });
    await shop.location(depot, { deferred: true });
    await shop.receive(sku, 4, { lot: "A", location: depot });
    const sold = await order(shop, [{ sku, quantity: 2n }], { orderRef: "WEB-7" });
    await commit(shop, sold);

    await recall(sku, "A");

    const { recall: told, reservations } = await shop.client.stock.listRecall({ sku, lot: "A" });
    expect(told).toMatchObject({ held: 0n, committed: 2n, waiting: 0n });
    expect(reservations).toMatchObject([
      { reservationId: sold.id, orderRef: "WEB-7", committed: 2n },
    ]);
  });

  test("that is rehearsed bars nothing and tells what it would find", async () => {
    const sku = await milk(["A", 4]);
    await shop.reserve(sku, 3);

    const { entry, recall: told } = await recall(sku, "A", { validateOnly: true });

    expect(entry).toBeUndefined();
    expect(told).toMatchObject({ held: 3n, waiting: 3n });
    expect(await shop.availability(sku)).toMatchObject({ available: 1n });
  });

  test("lists its reservations in pages", async () => {
    const sku = await milk(["A", 5]);
    const holds: string[] = [];
    for (let count = 0; count < 5; count += 1) holds.push((await shop.reserve(sku, 1)).id);
    await recall(sku, "A");
    const found: string[] = [];
    for (let pageToken = ""; ;) {
      const page = await shop.client.stock.listRecall({ sku, lot: "A", pageSize: 2, pageToken });
      found.push(...page.reservations.map(({ reservationId }) => reservationId));
      pageToken = page.nextPageToken;
      if (pageToken === "") break;
    }

    expect(found).toEqual(holds.toReversed());
  });

  test("what is kept from sale in truth lets holds move to other stock", async () => {
    const [sku, near, far] = [named("SOCK"), named("NEAR"), named("FAR")];
    await shop.location(near, { sourcingPriority: 1 });
    await shop.location(far, { sourcingPriority: 2 });
    await shop.receive(sku, 4, { location: near });
    await shop.receive(sku, 4, { location: far });
    const hold = await shop.reserve(sku, 3);

    await shop.client.stock.changeCondition({
      requestId: randomUUID(),
      location: near,
      reason: "smells",
      physicalTruth: true,
      lines: [{ sku, quantity: 2n, from: 1, to: 3 }],
    });

    await until(async () => (await shop.availability(sku, near)).shortfall === 0n);
    expect(servedBy(await look(shop, hold), "location")).toEqual([
      [near, 2n],
      [far, 1n],
    ]);
  });
}
