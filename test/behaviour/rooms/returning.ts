import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import { Condition } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { fulfil, heard, look, named, order, refusal, reservationIn, sell } from "../calls.ts";

interface Back {
  readonly line?: number;
  readonly sku?: string;
  readonly quantity: bigint;
  readonly lot?: string;
  readonly to?: Condition;
}

/** What customers bring back. */
export function returning(shop: Shop): void {
  function bring(reservationId: string, lines: readonly Back[], more: object = {}) {
    const request = { requestId: randomUUID(), reservationId, lines: [...lines] };
    return shop.client.stock.return({ ...request, ...more });
  }

  test("what comes back is on hand again, and for sale unless it is broken", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const { id } = await sell(shop, [{ sku, quantity: 4n }]);

    const { entry, stock, reservation } = await bring(id, [
      { sku, quantity: 2n },
      { line: 1, quantity: 1n, to: Condition.DAMAGED },
    ]);

    expect(entry?.id).not.toBe("");
    expect(stock).toMatchObject([{ sku, location: MAIN, onHand: 4n, damaged: 1n }]);
    expect(reservationIn({ reservation }).lines[0]?.allocations).toMatchObject([
      { fulfilled: 4n, returned: 3n },
    ]);
    expect(await shop.availability(sku)).toMatchObject({ onHand: 4n, available: 3n });
  });

  test("never more comes back than was shipped", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const sold = await sell(shop, [{ sku, quantity: 2n }]);
    await bring(sold.id, [{ sku, quantity: 1n }]);

    const refused = await failureOf(bring(sold.id, [{ sku, quantity: 2n }]));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
    expect(refused.fields).toEqual(["lines[0].quantity"]);
    expect(refused.facts).toMatchObject({ requested: "2", open: "1" });
    expect(await shop.availability(sku)).toMatchObject({ onHand: 4n });
  });

  test("what was never shipped cannot come back", async () => {
    const [sku, later] = [named("SOCK"), named("LATER")];
    await shop.location(later, { deferred: true });
    await shop.receive(sku, 5, { location: later });
    const sold = await sell(shop, [{ sku, quantity: 2n }]);
    const held = await order(shop, [{ sku, quantity: 1n }]);

    const refused = [
      await failureOf(bring(sold.id, [{ sku, quantity: 1n }])),
      await failureOf(bring(held.id, [{ sku, quantity: 1n }])),
    ];
    await fulfil(shop, sold, { lines: [{ sku, quantity: 1n }] });
    const { stock } = await bring(sold.id, [{ sku, quantity: 1n }]);

    expect(refused.map(({ reason }) => reason)).toEqual(["INVALID_MOVEMENT", "INVALID_MOVEMENT"]);
    expect(stock).toMatchObject([{ location: later, onHand: 5n, committed: 1n, held: 1n }]);
  });

  test("a shop takes in what a warehouse has shipped, in its lot", async () => {
    const [sku, corner] = [named("MILK"), named("CORNER")];
    await shop.location(corner);
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 2, { lot: "A" });
    await shop.receive(sku, 2, { lot: "B" });
    const { id } = await sell(shop, [{ sku, quantity: 3n }]);

    const unnamed = await failureOf(bring(id, [{ sku, quantity: 1n }], { location: corner }));
    const { stock } = await bring(id, [{ sku, quantity: 1n, lot: "A" }], { location: corner });
    const more = await bring(id, [{ sku, quantity: 1n, lot: "A" }], { location: corner });

    expect(refusal(unnamed)).toEqual(["FAILED_PRECONDITION", "LOT_REQUIRED"]);
    expect(unnamed.fields).toEqual(["lines[0].lot"]);
    expect(stock).toMatchObject([{ location: corner, lot: "A", onHand: 1n, version: 1n }]);
    expect(more.stock).toMatchObject([{ id: stock[0]?.id, onHand: 2n, version: 2n }]);
  });

  test("a repeat is told the first return, and nothing comes back twice", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const { id: reservationId } = await sell(shop, [{ sku, quantity: 4n }]);
    const request = { requestId: randomUUID(), reservationId, lines: [{ sku, quantity: 1n }] };
    const first = await shop.client.stock.return(request);
    await bring(reservationId, [{ sku, quantity: 1n }]);

    const { answer, isReplay } = await heard((options) =>
      shop.client.stock.return(request, options),
    );

    expect(isReplay).toBe(true);
    expect(answer.entry).toEqual(first.entry);
    expect(answer.stock).toMatchObject([{ sku, onHand: 3n }]);
    expect(reservationIn(answer).lines[0]?.allocations).toMatchObject([{ returned: 2n }]);
  });

  test("a rehearsal tells what would be, and books nothing", async () => {
    const [sku, corner] = [named("SOCK"), named("CORNER")];
    await shop.location(corner);
    await shop.receive(sku, 5);
    const sold = await sell(shop, [{ sku, quantity: 4n }]);

    const more = { location: corner, validateOnly: true };
    const told = await bring(sold.id, [{ sku, quantity: 1n }], more);

    expect(told.entry).toBeUndefined();
    expect(told.stock).toMatchObject([{ id: "", location: corner, onHand: 1n }]);
    expect(told.reservation).toMatchObject({
      id: "",
      lines: [{ allocations: [{ returned: 1n }] }],
    });
    const seen = await look(shop, sold);
    expect(seen.lines[0]?.allocations).toMatchObject([{ returned: 0n }]);
    expect(await shop.availability(sku)).toMatchObject({ onHand: 1n });
  });
}
