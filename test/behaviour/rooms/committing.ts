import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { CommitRequest_OnExpired, CommitRequest_Remainder } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import {
  commit,
  endOf,
  look,
  named,
  order,
  refusal,
  servedBy,
  stateOf,
  unitsOf,
  untilExpired,
} from "../calls.ts";

const { KEEP } = CommitRequest_Remainder;
const { REACQUIRE } = CommitRequest_OnExpired;

/** Selling what is held. */
export function committing(shop: Shop): void {
  async function depot(): Promise<string> {
    const code = named("DEPOT");
    await shop.location(code, { deferred: true });
    return code;
  }

  test("where goods leave at once, what is committed is gone from the shelf", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);

    const sold = await commit(shop, await shop.reserve(sock, 2));

    expect(stateOf(sold)).toBe("FULFILLED");
    expect(unitsOf(sold)).toMatchObject({ held: 0n, fulfilled: 2n });
    const left = { onHand: 3n, held: 0n, committed: 0n, available: 3n };
    expect(await shop.availability(sock)).toMatchObject(left);
  });

  test("where goods leave later, what is committed waits on the shelf", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5, { location: await depot() });

    const sold = await commit(shop, await shop.reserve(sock, 2));

    expect(stateOf(sold)).toBe("COMMITTED");
    expect(unitsOf(sold)).toMatchObject({ held: 0n, committed: 2n });
    const left = { onHand: 5n, held: 0n, committed: 2n, available: 3n };
    expect(await shop.availability(sock)).toMatchObject(left);
  });

  test("who commits a part gives the rest back", async () => {
    const [sock, shoe] = [named("SOCK"), named("SHOE")];
    for (const sku of [sock, shoe]) await shop.receive(sku, 5);
    const hold = await order(shop, [
      { sku: sock, quantity: 3n },
      { sku: shoe, quantity: 2n },
    ]);

    const sold = await commit(shop, hold, { lines: [{ sku: sock, quantity: 1n }] });

    expect(unitsOf(sold)).toMatchObject({ held: 0n, fulfilled: 1n, released: 4n });
    expect(await shop.availability(sock)).toMatchObject({ onHand: 4n, available: 4n });
    expect(await shop.availability(shoe)).toMatchObject({ onHand: 5n, available: 5n });
  });

  test("who commits a part may keep the rest, and commit that later", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const hold = await shop.reserve(sock, 3);

    const part = await commit(shop, hold, { lines: [{ line: 1, quantity: 1n }], remainder: KEEP });
    const rest = await commit(shop, hold);

    expect(stateOf(part)).toBe("HELD");
    expect(unitsOf(part)).toMatchObject({ held: 2n, fulfilled: 1n });
    expect(part.expireTime).toEqual(hold.expireTime);
    expect(unitsOf(rest)).toMatchObject({ held: 0n, fulfilled: 3n, released: 0n });
  });

  test("nobody commits more than he holds", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const hold = await shop.reserve(sock, 2);

    const refused = await failureOf(commit(shop, hold, { lines: [{ line: 1, quantity: 3n }] }));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
    expect(refused.fields).toEqual(["lines[0].quantity"]);
    expect(stateOf(await look(shop, hold))).toBe("HELD");
  });

  test.each([
    [{ line: 2 }, "NOT_FOUND", "LINE_NOT_FOUND"],
    [{ sku: "NO-SUCH-THING" }, "NOT_FOUND", "LINE_NOT_FOUND"],
    [{}, "INVALID_ARGUMENT", "FIELD_VIOLATION"],
  ])("a commit of %p is refused where the order has one line", async (line, code, reason) => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const hold = await shop.reserve(sock, 2);

    const refused = await failureOf(commit(shop, hold, { lines: [line] }));

    expect(refusal(refused)).toEqual([code, reason]);
  });

  test("what is sold cannot be sold again", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 5);
    const hold = await shop.reserve(sock, 2);
    await commit(shop, hold);

    const refused = await failureOf(commit(shop, hold));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "RESERVATION_CLOSED"]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 3n });
  });

  test("a reservation that nobody made cannot be committed", async () => {
    const request = { requestId: randomUUID(), reservationId: randomUUID() };

    const refused = await failureOf(shop.client.inventory.commit(request));

    expect(refusal(refused)).toEqual(["NOT_FOUND", "RESERVATION_NOT_FOUND"]);
  });

  test("who pays too late loses, though nobody has swept the hold", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const hold = await shop.reserve(sock, 2, { ttlMs: 150 });
    await untilExpired(shop, hold);

    const refused = await failureOf(commit(shop, hold));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "RESERVATION_EXPIRED"]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 2n, available: 2n });
  });

  test("who pays too late may take the units again while there are any", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const hold = await shop.reserve(sock, 2, { ttlMs: 150 });
    await untilExpired(shop, hold);

    const sold = await commit(shop, hold, { onExpired: REACQUIRE });

    expect(stateOf(sold)).toBe("FULFILLED");
    expect(unitsOf(sold)).toMatchObject({ held: 0n, fulfilled: 2n, expired: 2n });
    expect(await shop.availability(sock)).toMatchObject({ onHand: 0n, available: 0n });
  });

  test("who pays too late for units that another has now is told that they are gone", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const late = await shop.reserve(sock, 2, { ttlMs: 150 });
    await untilExpired(shop, late);
    const quick = await shop.reserve(sock, 1);

    const refused = await failureOf(commit(shop, late, { onExpired: REACQUIRE }));

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INSUFFICIENT_STOCK"]);
    expect(refused.shortages).toMatchObject([{ line: 1, requested: 2n, available: 1n }]);
    expect(stateOf(await look(shop, quick))).toBe("HELD");
  });

  test("units taken again in part may be held again for as long as was asked", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const hold = await shop.reserve(sock, 3, { ttlMs: 200 });
    await untilExpired(shop, hold);
    const lines = [{ line: 1, quantity: 1n }];

    const sold = await commit(shop, hold, { lines, remainder: KEEP, onExpired: REACQUIRE });

    expect(unitsOf(sold)).toMatchObject({ held: 2n, fulfilled: 1n, expired: 3n });
    expect(endOf(sold)).toBeGreaterThanOrEqual((endOf(hold) ?? 0) + 200);
  });

  test("when a count finds less than was promised, the first to commit wins", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 8);
    const holds = [await shop.reserve(sock, 4), await shop.reserve(sock, 4)] as const;
    await shop.adjust(sock, -3);

    const sold = await commit(shop, holds[1]);
    const refused = await failureOf(commit(shop, holds[0]));

    expect(stateOf(sold)).toBe("FULFILLED");
    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INSUFFICIENT_STOCK"]);
    expect(refused.shortages).toMatchObject([{ requested: 4n, available: 1n }]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 1n, held: 4n, shortfall: 3n });
  });

  test("a hold on stock that was lost is sold from another place", async () => {
    const [sock, near, far] = [named("SOCK"), named("NEAR"), named("FAR")];
    await shop.receive(sock, 2, { location: near });
    const hold = await shop.reserve(sock, 2);
    await shop.receive(sock, 2, { location: far });
    await shop.adjust(sock, -2, { location: near });

    const sold = await commit(shop, hold);

    expect(servedBy(sold, "location")).toEqual([[far, 2n]]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 0n, shortfall: 0n });
  });
}
