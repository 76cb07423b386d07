import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop, timestampOf } from "../../support/shop.ts";
import { inMs, msOf, named, refusal } from "../calls.ts";

/** What arrives, what a count finds, and what there is. */
export function counting(shop: Shop): void {
  function receive(lines: object[], more: object = {}) {
    const request = { requestId: randomUUID(), location: MAIN, lines, ...more };
    return shop.client.inventory.receive(request);
  }

  function adjust(lines: object[], more: object = {}) {
    const request = { requestId: randomUUID(), location: MAIN, lines, reason: "counted", ...more };
    return shop.client.inventory.adjust(request);
  }

  test("what arrives is on hand, and told in one entry that says when", async () => {
    const [sock, shoe] = [named("SOCK"), named("SHOE")];
    await shop.receive(sock, 1);
    await shop.item(shoe);
    const yesterday = timestampOf(inMs(-86_400_000));
    const lines = [
      { sku: shoe, quantity: 4n },
      { sku: sock, quantity: 2n },
      { sku: shoe, quantity: 1n },
    ];

    const { entry, stock } = await receive(lines, { occurredTime: yesterday, reference: "DN-1" });

    expect(stock).toMatchObject([
      { sku: shoe, location: MAIN, onHand: 5n },
      { sku: sock, location: MAIN, onHand: 3n },
    ]);
    expect(entry?.occurredTime).toMatchObject(yesterday);
    expect(msOf(entry?.recordTime ?? yesterday)).toBeGreaterThan(msOf(yesterday));
  });

  test("a delivery is booked whole or not at all", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);

    const refused = await failureOf(
      receive([
        { sku: sock, quantity: 5n },
        { sku: "NO-SUCH-THING", quantity: 1n },
      ]),
    );

    expect(refusal(refused)).toEqual(["NOT_FOUND", "ITEM_NOT_FOUND"]);
    expect(refused.fields).toEqual(["lines[1].sku"]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 1n });
  });

  test.each([
    ["a place that is not there", { location: "NOWHERE" }, "LOCATION_NOT_FOUND", "location"],
    [
      "a time to come",
      { occurredTime: timestampOf(inMs(9e6)) },
      "FIELD_VIOLATION",
      "occurred_time",
    ],
    ["no line", { lines: [] }, "FIELD_VIOLATION", "lines"],
  ])("a delivery with %s is refused", async (_, wrong, reason, field) => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);

    const refused = await failureOf(receive([{ sku: sock, quantity: 1n }], wrong));

    expect([refused.reason, refused.fields]).toEqual([reason, [field]]);
  });

  test("who counted something else is told so before anything changes", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);

    const stale = await failureOf(
      adjust([{ sku: sock, quantityDelta: -1n, expectedQuantity: 4n }]),
    );
    const { stock } = await adjust([{ sku: sock, quantityDelta: -1n, expectedQuantity: 5n }]);

    expect(refusal(stale)).toEqual(["ABORTED", "STALE_EXPECTATION"]);
    expect(stale.facts).toMatchObject({ sku: sock, expected: "4", onHand: "5" });
    expect(stock).toMatchObject([{ onHand: 4n }]);
  });

  test("an empty shelf may be what somebody expects", async () => {
    const sock = named("SOCK");
    await shop.item(sock);

    const { stock } = await adjust([{ sku: sock, quantityDelta: 3n, expectedQuantity: 0n }]);

    expect(stock).toMatchObject([{ sku: sock, onHand: 3n, version: 1n }]);
  });

  test("no shelf has less than nothing", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);

    const refused = await failureOf(adjust([{ sku: sock, quantityDelta: -6n }]));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 5n });
  });

  test("a count is the truth: promises that it leaves uncovered show as a shortfall", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    await shop.reserve(sock, 4);

    await shop.adjust(sock, -3);

    const found = { onHand: 2n, held: 4n, available: 0n, shortfall: 2n };
    expect(await shop.availability(sock)).toMatchObject(found);
    expect((await failureOf(shop.reserve(sock, 1))).reason).toBe("INSUFFICIENT_STOCK");
  });

  test("what nobody has ever seen is there zero times", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const keys = [
      { sku: "NO-SUCH-THING", location: MAIN },
      { sku: sock, location: "NOWHERE" },
      { sku: sock, location: MAIN },
    ];

    const { availability } = await shop.client.inventory.getAvailability({ keys });

    expect(availability).toMatchObject([
      { ...keys[0], onHand: 0n, held: 0n, committed: 0n, available: 0n, shortfall: 0n },
      { ...keys[1], onHand: 0n, available: 0n },
      { ...keys[2], onHand: 5n, available: 5n },
    ]);
    expect(availability.every(({ asOfTime }) => asOfTime !== undefined)).toBe(true);
  });

  test("a key without a place tells the sum of all places", async () => {
    const [sock, near, far] = [named("SOCK"), named("NEAR"), named("FAR")];
    await shop.location(near, { safetyStock: 4n });
    await shop.receive(sock, 3, { location: near });
    await shop.receive(sock, 5, { location: far });
    await shop.reserve(sock, 2, { location: far });

    const all = await shop.availability(sock);

    expect(all).toMatchObject({ location: "", onHand: 8n, held: 2n, available: 3n });
    expect(await shop.availability(sock, near)).toMatchObject({ onHand: 3n, available: 0n });
  });

  test("whoever was answered sees what was answered, however busy the shop is", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 80);
    let answered = 0;

    const missed = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const unseen: bigint[] = [];
        for (let units = 1; units <= 10; units += 1) {
          await shop.reserve(sock, 1);
          answered += 1;
          const known = BigInt(answered);
          const { held } = await shop.availability(sock);
          if (held < known) unseen.push(known - held);
        }
        return unseen;
      }),
    );

    expect(missed.flat()).toEqual([]);
    expect(await shop.availability(sock)).toMatchObject({ held: 80n, available: 0n });
  });
}
