import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { durationOf, MAIN, type Shop } from "../../support/shop.ts";
import { endOf, msOf, named, order, refusal, stateOf, unitsOf, untilExpired } from "../calls.ts";

const MINUTE_MS = 60_000;

/** What a caller notices of Reserve. */
export function reserving(shop: Shop): void {
  const MISSING = "NO-SUCH-THING";

  test("a hold takes units off what is available, and none off the shelf", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);

    const hold = await shop.reserve(sock, 2);

    expect(stateOf(hold)).toBe("HELD");
    expect(unitsOf(hold)).toMatchObject({ held: 2n, committed: 0n });
    const left = { onHand: 5n, held: 2n, committed: 0n, available: 3n, shortfall: 0n };
    expect(await shop.availability(sock, MAIN)).toMatchObject(left);
  });

  test("an order gets every line or nothing, and is told which line was short", async () => {
    const [sock, shoe] = [named("SOCK"), named("SHOE")];
    await shop.receive(sock, 5);
    await shop.receive(shoe, 1);
    const lines = [
      { sku: sock, quantity: 2n },
      { sku: shoe, quantity: 3n, location: MAIN },
    ];

    const refused = await failureOf(order(shop, lines));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INSUFFICIENT_STOCK"]);
    const short = { line: 2, sku: shoe, location: MAIN, requested: 3n, available: 1n };
    expect(refused.shortages).toMatchObject([short]);
    expect(await shop.availability(sock)).toMatchObject({ held: 0n, available: 5n });
  });

  test("one SKU on two lines is summed before it is promised", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const twice = (first: bigint, second: bigint) => [
      { sku: sock, quantity: first },
      { sku: sock, quantity: second },
    ];

    const refused = await failureOf(order(shop, twice(3n, 3n)));
    const hold = await order(shop, twice(3n, 2n));

    expect(refused.reason).toBe("INSUFFICIENT_STOCK");
    expect(hold.lines.map(({ number }) => number)).toEqual([1, 2]);
    expect(await shop.availability(sock)).toMatchObject({ held: 5n, available: 0n });
  });

  test("who takes a part gets what there is and is told what is short", async () => {
    const [sock, shoe] = [named("SOCK"), named("SHOE")];
    await shop.receive(sock, 2);
    await shop.receive(shoe, 4);
    const lines = [sock, shoe].map((sku) => ({ sku, quantity: 3n }));

    const hold = await order(shop, lines, { allowPartial: true });

    expect(hold.lines.map((line) => line.shortQuantity)).toEqual([1n, 0n]);
    expect(unitsOf(hold).held).toBe(5n);
    expect(await shop.availability(sock)).toMatchObject({ held: 2n, available: 0n });
  });

  test("a part of nothing is still a refusal", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);
    await shop.reserve(sock, 1);

    const refused = await failureOf(
      order(shop, [{ sku: sock, quantity: 1n }], { allowPartial: true }),
    );

    expect(refused.reason).toBe("INSUFFICIENT_STOCK");
  });

  test("a refused buyer is told when the first of the holds before him ends", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const later = await shop.reserve(sock, 1, { ttlMs: 9 * MINUTE_MS });
    const sooner = await shop.reserve(sock, 1, { ttlMs: 4 * MINUTE_MS });

    const { shortages } = await failureOf(shop.reserve(sock, 1));

    expect(shortages).toMatchObject([{ nextAvailableTime: sooner.expireTime }]);
    expect(endOf(later)).toBeGreaterThan(endOf(sooner) ?? 0);
  });

  test("a hold lasts as long as it asked to, or a quarter of an hour", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);

    const holds = [
      await shop.reserve(sock, 1),
      await shop.reserve(sock, 1, { ttlMs: 90 * MINUTE_MS }),
    ];

    const lengths = holds.map(
      (hold) => (endOf(hold) ?? 0) - msOf(hold.createTime ?? durationOf(0)),
    );
    expect(lengths).toEqual([15 * MINUTE_MS, 90 * MINUTE_MS]);
  });

  test("a hold that is too long for this house is refused by its field", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);

    const refused = await failureOf(shop.reserve(sock, 1, { ttlMs: 25 * 60 * MINUTE_MS }));

    expect(refusal(refused)).toEqual(["INVALID_ARGUMENT", "FIELD_VIOLATION"]);
    expect(refused.fields).toEqual(["ttl"]);
  });

  test("a hold whose time is up stands in nobody's way, though nobody has swept it", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const lapsed = await shop.reserve(sock, 3, { ttlMs: 150 });
    await untilExpired(shop, lapsed);

    const before = await shop.availability(sock);
    const hold = await shop.reserve(sock, 3);

    expect(before).toMatchObject({ onHand: 3n, held: 0n, available: 3n });
    expect(stateOf(hold)).toBe("HELD");
    expect(await shop.availability(sock)).toMatchObject({ held: 3n, available: 0n });
  });

  test("safety stock stays on the shelf", async () => {
    const [sock, store] = [named("SOCK"), named("STORE")];
    await shop.location(store, { safetyStock: 2n });
    await shop.receive(sock, 5, { location: store });

    const refused = await failureOf(shop.reserve(sock, 4));
    await shop.reserve(sock, 3);

    expect(refused.shortages).toMatchObject([{ requested: 4n, available: 3n }]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 5n, held: 3n, available: 0n });
  });

  test.each([
    [{ sku: MISSING }, "NOT_FOUND", "ITEM_NOT_FOUND", "lines[0].sku"],
    [{ location: MISSING }, "NOT_FOUND", "LOCATION_NOT_FOUND", "lines[0].location"],
    [{ lot: MISSING }, "NOT_FOUND", "LOT_NOT_FOUND", "lines[0].lot"],
    [{ quantity: 0n }, "INVALID_ARGUMENT", "FIELD_VIOLATION", "lines[0].quantity"],
    [{ sku: "" }, "INVALID_ARGUMENT", "FIELD_VIOLATION", "lines[0].sku"],
  ])("an order line with %p is refused by its field", async (wrong, code, reason, field) => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);

    const refused = await failureOf(order(shop, [{ sku: sock, quantity: 1n, ...wrong }]));

    expect(refusal(refused)).toEqual([code, reason]);
    expect(refused.fields).toEqual([field]);
  });

  test("an order of no lines is refused", async () => {
    const refused = await failureOf(order(shop, []));

    expect(refused.fields).toEqual(["lines"]);
  });
}
