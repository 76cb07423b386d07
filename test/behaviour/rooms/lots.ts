import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop, timestampOf } from "../../support/shop.ts";
import { until } from "../../support/until.ts";
import { commit, extend, inMs, named, order, refusal, servedBy, stateOf } from "../calls.ts";

const DAY_MS = 86_400_000;

/** Batches of an item: which of them serve, and for how long. */
export function lots(shop: Shop): void {
  /** A lot-tracked item with a unit count per lot and the days until it expires. */
  async function milk(...batches: [lot: string, units: number, days: number][]): Promise<string> {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    for (const [lot, units, days] of batches) {
      await shop.receive(sku, units, { lot, expiresAt: inMs(days * DAY_MS) });
    }
    return sku;
  }

  test("what expires first is promised first", async () => {
    const sku = await milk(["LATE", 5, 9], ["EARLY", 3, 2]);

    const hold = await shop.reserve(sku, 4);

    expect(servedBy(hold, "lot")).toEqual([
      ["EARLY", 3n],
      ["LATE", 1n],
    ]);
  });

  test("what has expired is on hand and serves nobody", async () => {
    const sku = await milk(["OFF", 5, -1]);

    const refused = await failureOf(shop.reserve(sku, 1));

    expect(refused.shortages).toMatchObject([{ requested: 1n, available: 0n }]);
    expect(await shop.availability(sku)).toMatchObject({ onHand: 5n, available: 0n });
  });

  test("a customer who wants it to last gets the lot that will", async () => {
    const sku = await milk(["SOON", 5, 3], ["LONG", 5, 30]);
    const days = (count: number) => ({ seconds: BigInt(count * 86_400) });

    const hold = await order(shop, [{ sku, quantity: 2n, minRemainingShelfLife: days(10) }]);
    const tooLong = order(shop, [{ sku, quantity: 1n, minRemainingShelfLife: days(60) }]);

    expect(servedBy(hold, "lot")).toEqual([["LONG", 2n]]);
    expect((await failureOf(tooLong)).reason).toBe("INSUFFICIENT_STOCK");
  });

  test("a lot serves no hold that ends after the lot does", async () => {
    const sku = await milk(["TODAY", 5, 1 / 24]);

    const short = await shop.reserve(sku, 1, { ttlMs: 600_000 });
    const refused = await failureOf(shop.reserve(sku, 1, { ttlMs: 2 * 3_600_000 }));

    expect(servedBy(short, "lot")).toEqual([["TODAY", 1n]]);
    expect(refused.reason).toBe("INSUFFICIENT_STOCK");
  });

  test("a line that names its lot is served by that lot or not at all", async () => {
    const sku = await milk(["A", 1, 2], ["B", 9, 9]);

    const hold = await shop.reserve(sku, 1, { lot: "A" });
    const refused = await failureOf(shop.reserve(sku, 1, { lot: "A" }));

    expect(servedBy(hold, "lot")).toEqual([["A", 1n]]);
    expect(refused.shortages).toMatchObject([{ available: 0n }]);
  });

  test("a lot that expires under a hold is replaced at the till by the next", async () => {
    const sku = await milk(["NEXT", 5, 9]);
    await shop.receive(sku, 2, { lot: "BRIEF", expiresAt: inMs(900) });
    const held = await shop.reserve(sku, 2, { ttlMs: 500 });
    await extend(shop, held, { ttl: { seconds: 600n } });
    await untilExpiredLot(shop, sku);

    const sold = await commit(shop, held);

    expect(servedBy(held, "lot")).toEqual([["BRIEF", 2n]]);
    expect(stateOf(sold)).toBe("FULFILLED");
    expect(servedBy(sold, "lot")).toEqual([["NEXT", 2n]]);
  });

  test("a line that named the lot which expired under it is not sold another", async () => {
    const sku = await milk(["NEXT", 5, 9]);
    await shop.receive(sku, 2, { lot: "BRIEF", expiresAt: inMs(900) });
    const held = await shop.reserve(sku, 2, { ttlMs: 500, lot: "BRIEF" });
    await extend(shop, held, { ttl: { seconds: 600n } });
    await untilExpiredLot(shop, sku);

    const refused = await failureOf(commit(shop, held));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "LOT_EXPIRED"]);
    expect(refused.facts).toMatchObject({ line: "1", lot: "BRIEF" });
  });

  test("what is kept by lots is not received without one", async () => {
    const sku = await milk();

    const refused = await failureOf(shop.receive(sku, 1));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "LOT_REQUIRED"]);
    expect(await shop.availability(sku)).toMatchObject({ onHand: 0n });
  });

  test("more of a known lot joins it, unless it is described differently", async () => {
    const sku = named("MILK");
    const expiresAt = inMs(5 * DAY_MS);
    await shop.receive(sku, 2, { lot: "A", expiresAt });

    const joined = await shop.receive(sku, 3, { lot: "A", expiresAt });
    const refused = await failureOf(shop.receive(sku, 1, { lot: "A", expiresAt: inMs(DAY_MS) }));

    expect(joined).toMatchObject({ lot: "A", onHand: 5n });
    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "LOT_MISMATCH"]);
    expect(refused.facts).toMatchObject({ differing: "expire_time" });
  });

  test("a receipt that names a supplier makes a lot, and gives it a number", async () => {
    const sku = named("SOCK");
    await shop.item(sku);
    const lot = { supplier: "ACME", expireTime: timestampOf(inMs(DAY_MS)) };
    const lines = [{ sku, quantity: 2n, lot }];

    const { stock } = await shop.client.inventory.receive({
      requestId: randomUUID(),
      location: MAIN,
      lines,
    });

    expect(stock).toMatchObject([{ sku, onHand: 2n }]);
    expect(stock[0]?.lot).toMatch(/^R-/);
    expect(servedBy(await shop.reserve(sku, 2), "lot")).toEqual([[stock[0]?.lot, 2n]]);
  });
}

/** Waits until the brief lot of an item, besides five units of another, may no longer be sold. */
function untilExpiredLot(shop: Shop, sku: string): Promise<void> {
  return until(async () => (await shop.availability(sku)).available <= 3n);
}
