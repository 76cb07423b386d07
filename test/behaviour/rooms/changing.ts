import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import { Condition } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { commit, heard, named, order, refusal, release, sell, untilExpired } from "../calls.ts";

const { AVAILABLE, DAMAGED, QUARANTINED, WITHHELD } = Condition;

interface Change {
  readonly sku: string;
  readonly quantity: bigint;
  readonly from?: Condition;
  readonly to?: Condition;
  readonly lot?: string;
}

/** What is found broken, doubtful or not ours to sell, and what of it is for sale again. */
export function changing(shop: Shop): void {
  /** Damages what is available, unless a line says otherwise. */
  function change(lines: readonly Change[], more: object = {}) {
    const all = lines.map((line) => ({ from: AVAILABLE, to: DAMAGED, ...line }));
    const request = { requestId: randomUUID(), location: MAIN, lines: all, reason: "wet" };
    return shop.client.stock.changeCondition({ ...request, ...more });
  }

  test("what is found damaged is on hand and not for sale, until it is mended", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);

    const { entry, stock, shortReservations } = await change([
      { sku, quantity: 3n },
      { sku, quantity: 1n, to: WITHHELD },
      { sku, quantity: 2n, from: DAMAGED, to: QUARANTINED },
    ]);

    const told = { onHand: 5n, damaged: 1n, quarantined: 2n, withheld: 1n, shortfall: 0n };
    expect(stock).toMatchObject([{ sku, location: MAIN, ...told }]);
    expect(entry?.id).not.toBe("");
    expect(shortReservations).toEqual([]);
    expect(await shop.availability(sku)).toMatchObject({ unallocatable: 4n, available: 1n });
    await change([{ sku, quantity: 2n, from: QUARANTINED, to: AVAILABLE }]);
    expect(await shop.availability(sku)).toMatchObject({ unallocatable: 2n, available: 3n });
  });

  test("what is promised is not taken, and the remedy is named", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    await shop.reserve(sku, 4);

    const refused = await failureOf(change([{ sku, quantity: 2n }]));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
    expect(refused.fields).toEqual(["lines[0].quantity"]);
    expect(refused.message).toContain("release reservations, or set physical_truth");
    expect(refused.facts).toMatchObject({ sku, location: MAIN, free: "1" });
    expect(await shop.availability(sku)).toMatchObject({ unallocatable: 0n, held: 4n });
  });

  test("what only overdue holds promise is taken", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    await untilExpired(shop, await shop.reserve(sku, 4, { ttlMs: 100 }));

    const { stock, shortReservations } = await change([{ sku, quantity: 3n }]);

    expect(stock).toMatchObject([{ damaged: 3n, held: 0n }]);
    expect(shortReservations).toEqual([]);
  });

  test("is of the lot that it names, and a lot-tracked item needs one", async () => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 5, { lot: "A" });
    await shop.receive(sku, 5, { lot: "B" });

    const unnamed = await failureOf(change([{ sku, quantity: 2n }]));
    const { stock } = await change([{ sku, quantity: 2n, lot: "B" }]);

    expect(refusal(unnamed)).toEqual(["FAILED_PRECONDITION", "LOT_REQUIRED"]);
    expect(stock).toMatchObject([{ lot: "B", onHand: 5n, damaged: 2n }]);
    expect(await shop.availability(sku)).toMatchObject({ available: 8n });
  });

  test("the truth leaves promises uncovered, and says whose: who goes without first comes first", async () => {
    const [sku, location] = [named("SOCK"), named("DEPOT")];
    const here = { sku, location, quantity: 2n };
    await shop.location(location, { deferred: true });
    await shop.receive(sku, 20, { location });
    await shop.receive(sku, 9);
    const oldHold = await order(shop, [here]);
    const oldSale = await sell(shop, [here]);
    const late = await shop.reserve(sku, 2, { location, ttlMs: 100 });
    const newSale = await sell(shop, [here]);
    await order(shop, [{ sku, quantity: 2n, location: MAIN }]);
    await release(shop, await order(shop, [here]));
    const partly = await order(shop, [here]);
    await commit(shop, partly, { lines: [{ line: 1, quantity: 1n }], remainder: 2 });
    const newHold = await order(shop, [here]);
    await untilExpired(shop, late);

    const { stock, shortReservations } = await change([{ sku, quantity: 19n }], {
      location,
      physicalTruth: true,
    });

    expect(stock).toMatchObject([{ onHand: 20n, damaged: 19n, shortfall: 9n }]);
    const due = [newHold, oldHold, partly, newSale, oldSale];
    expect(shortReservations).toEqual(due.map(({ id }) => id));
  });

  test("a rehearsal names who would be short, a repeat who is short still", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const [first, second] = [await shop.reserve(sku, 2), await shop.reserve(sku, 2)];
    const request = { requestId: randomUUID(), physicalTruth: true };
    const harm = [{ sku, quantity: 4n }];

    const rehearsed = await change(harm, { ...request, validateOnly: true });
    const done = await change(harm, request);
    await release(shop, second);
    const repeated = await heard((options) =>
      shop.client.stock.changeCondition(
        {
          ...request,
          location: MAIN,
          reason: "wet",
          lines: [{ sku, quantity: 4n, from: AVAILABLE, to: DAMAGED }],
        },
        options,
      ),
    );

    expect(rehearsed.entry).toBeUndefined();
    for (const { shortReservations } of [rehearsed, done])
      expect(shortReservations).toEqual([second.id, first.id]);
    expect(repeated.isReplay).toBe(true);
    expect(repeated.answer.entry).toEqual(done.entry);
    expect(repeated.answer.shortReservations).toEqual([first.id]);
    await change([{ sku, quantity: 1n, from: DAMAGED, to: AVAILABLE }]);
    const covered = await change([{ sku, quantity: 1n, from: DAMAGED, to: WITHHELD }]);
    expect(covered.shortReservations).toEqual([]);
  });

  test.each([
    ["still", 4n, 1],
    ["no longer", 2n, 0],
  ])("whoever let his hold run out is not short: the others are %s", async (_, quantity, count) => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const kept = await shop.reserve(sku, 2);
    const late = await shop.reserve(sku, 2, { ttlMs: 1_000 });
    const harm = [{ sku, quantity }];
    const request = { requestId: randomUUID(), physicalTruth: true };
    await change(harm, request);
    await untilExpired(shop, late);

    const { shortReservations } = await change(harm, request);

    expect(shortReservations).toEqual([kept.id].slice(0, count));
  });

  test("no more than a hundred are named, the newest holds", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 200);
    const ids: string[] = [];
    for (let count = 0; count < 102; count += 1) ids.push((await shop.reserve(sku, 1)).id);

    const harm = [{ sku, quantity: 199n }];
    const { shortReservations } = await change(harm, { physicalTruth: true });

    expect(shortReservations).toEqual(ids.toReversed().slice(0, 100));
  });
}
