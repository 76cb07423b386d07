import { randomUUID } from "node:crypto";
import { ReasonCode } from "@holdfast/client";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { named, refusal, sell } from "../calls.ts";

interface Line {
  readonly sku: string;
  readonly quantity: bigint;
  readonly lot?: string;
  readonly expectedQuantity?: bigint;
}

/** How many there are, whatever was believed. */
export function setting(shop: Shop): void {
  function set(lines: readonly Line[], more: object = {}) {
    const request = { requestId: randomUUID(), location: MAIN, lines: [...lines], reason: "count" };
    return shop.client.stock.setStock({ ...request, ...more });
  }

  test("sets what is there and makes what is not", async () => {
    const [sku, fresh] = [named("SOCK"), named("HAT")];
    await shop.receive(sku, 5);
    await shop.item(fresh);

    const { entry, stock, shortReservations } = await set([
      { sku, quantity: 8n },
      { sku: fresh, quantity: 3n, expectedQuantity: 0n },
    ]);

    expect(entry?.id).not.toBe("");
    expect(stock).toMatchObject([
      { sku, onHand: 8n },
      { sku: fresh, onHand: 3n },
    ]);
    expect(shortReservations).toEqual([]);
    expect(await shop.availability(fresh)).toMatchObject({ onHand: 3n, available: 3n });
  });

  test("of one who expected another number is refused, and nothing is set", async () => {
    const [sku, other] = [named("SOCK"), named("SOCK")];
    await shop.receive(sku, 5);
    await shop.receive(other, 5);

    const refused = await failureOf(
      set([
        { sku: other, quantity: 1n },
        { sku, quantity: 8n, expectedQuantity: 6n },
      ]),
    );

    expect(refusal(refused)).toEqual(["ABORTED", "STALE_EXPECTATION"]);
    expect(refused.facts).toMatchObject({ sku, expected: "6", onHand: "5" });
    expect(await shop.availability(other)).toMatchObject({ onHand: 5n });
  });

  test("below what was promised names who is short, the last one first", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const sold = await sell(shop, [{ sku, quantity: 1n }]);
    const first = await shop.reserve(sku, 2);
    const last = await shop.reserve(sku, 2);

    const { stock, shortReservations } = await set([{ sku, quantity: 3n }], {
      reasonCode: ReasonCode.THEFT,
    });

    expect(stock).toMatchObject([{ onHand: 3n, held: 4n, shortfall: 1n }]);
    expect(shortReservations).toEqual([last.id, first.id]);
    expect(shortReservations).not.toContain(sold.id);
  });

  test("that is rehearsed sets nothing and tells who would be short", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const hold = await shop.reserve(sku, 2);

    const { entry, stock, shortReservations } = await set([{ sku, quantity: 1n }], {
      validateOnly: true,
    });

    expect(entry).toBeUndefined();
    expect(stock).toMatchObject([{ onHand: 1n, shortfall: 1n }]);
    expect(shortReservations).toEqual([hold.id]);
    expect(await shop.availability(sku)).toMatchObject({ onHand: 5n });
  });

  test("of a lot-tracked item is of the lot that it names", async () => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 5, { lot: "A" });

    const unnamed = await failureOf(set([{ sku, quantity: 2n }]));
    const { stock } = await set([{ sku, lot: "A", quantity: 2n }]);

    expect(refusal(unnamed)).toEqual(["FAILED_PRECONDITION", "LOT_REQUIRED"]);
    expect(stock).toMatchObject([{ lot: "A", onHand: 2n }]);
  });
}
