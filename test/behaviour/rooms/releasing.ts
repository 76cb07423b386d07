import { expect, test } from "@jest/globals";
import { ReleaseRequest_Scope } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import { durationOf, type Shop } from "../../support/shop.ts";
import {
  commit,
  endOf,
  extend,
  look,
  named,
  order,
  refusal,
  release,
  sell,
  stateOf,
  unitsOf,
  untilExpired,
} from "../calls.ts";

const CLOSED = ["FAILED_PRECONDITION", "RESERVATION_CLOSED"];
const EXPIRED = ["FAILED_PRECONDITION", "RESERVATION_EXPIRED"];
const MINUTE_MS = 60_000;

/** Giving back, holding longer, holding something else instead. */
export function releasing(shop: Shop): void {
  test("what is given back is there for the next, once", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const hold = await shop.reserve(sock, 3);

    const released = await release(shop, hold, { reason: "cart emptied" });
    const refused = await failureOf(release(shop, hold));

    expect(stateOf(released)).toBe("RELEASED");
    expect(unitsOf(released)).toMatchObject({ held: 0n, released: 3n });
    expect(refusal(refused)).toEqual(CLOSED);
    expect(await shop.availability(sock)).toMatchObject({ held: 0n, available: 3n });
  });

  test("a part may be given back", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const hold = await shop.reserve(sock, 3);

    const left = await release(shop, hold, { lines: [{ sku: sock, quantity: 1n }] });

    expect(stateOf(left)).toBe("HELD");
    expect(unitsOf(left)).toMatchObject({ held: 2n, released: 1n });
    expect(await shop.availability(sock)).toMatchObject({ held: 2n, available: 1n });
  });

  test("a late payment timeout does not undo a sale; a cancellation does", async () => {
    const [sock, depot] = [named("SOCK"), named("DEPOT")];
    await shop.location(depot, { deferred: true });
    await shop.receive(sock, 3, { location: depot });
    const sale = await sell(shop, [{ sku: sock, quantity: 2n }]);

    const refused = await failureOf(release(shop, sale));
    const sold = await shop.availability(sock);
    const scope = ReleaseRequest_Scope.HOLDS_AND_COMMITS;
    const cancelled = await release(shop, sale, { scope });

    expect(refusal(refused)).toEqual(CLOSED);
    expect(sold).toMatchObject({ committed: 2n, available: 1n });
    expect(stateOf(cancelled)).toBe("RELEASED");
    expect(await shop.availability(sock)).toMatchObject({ committed: 0n, available: 3n });
  });

  test("a hold whose time is up is not the caller's to give back or to extend", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);
    const hold = await shop.reserve(sock, 1, { ttlMs: 150 });
    await untilExpired(shop, hold);

    const refused = [await failureOf(release(shop, hold)), await failureOf(extend(shop, hold))];

    expect(refused.map(refusal)).toEqual([EXPIRED, EXPIRED]);
    expect(unitsOf(await look(shop, hold))).toMatchObject({ held: 0n, expired: 1n });
  });

  test("an extended hold lasts so long from now, and never shorter than before", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);
    const hold = await shop.reserve(sock, 1, { ttlMs: 30 * MINUTE_MS });

    const longer = await extend(shop, hold, { ttl: durationOf(60 * MINUTE_MS) });
    const shorter = await extend(shop, hold, { ttl: durationOf(MINUTE_MS) });

    const gainedMs = (endOf(longer) ?? 0) - (endOf(hold) ?? 0);
    expect(gainedMs).toBeGreaterThanOrEqual(30 * MINUTE_MS);
    expect(gainedMs).toBeLessThan(31 * MINUTE_MS);
    expect(shorter.expireTime).toEqual(longer.expireTime);
  });

  test("an extended hold outlives the time it had", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const hold = await shop.reserve(sock, 1, { ttlMs: 300 });
    const witness = await shop.reserve(sock, 1, { ttlMs: 300 });
    await extend(shop, hold);

    await untilExpired(shop, witness);

    expect(stateOf(await look(shop, hold))).toBe("HELD");
    expect(stateOf(await commit(shop, hold))).toBe("FULFILLED");
  });

  test("what holds nothing cannot be extended", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 1);
    const hold = await shop.reserve(sock, 1);
    await commit(shop, hold);

    const refused = await failureOf(extend(shop, hold));

    expect(refusal(refused)).toEqual(CLOSED);
  });

  test("a changed cart never competes with itself", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const cart = await shop.reserve(sock, 3);

    const changed = await order(shop, [{ sku: sock, quantity: 2n }], {
      replacesReservationId: cart.id,
    });

    expect(stateOf(await look(shop, cart))).toBe("RELEASED");
    expect(unitsOf(changed)).toMatchObject({ held: 2n });
    expect(await shop.availability(sock)).toMatchObject({ held: 2n, available: 1n });
  });

  test("a cart that cannot be changed stays as it was", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const cart = await shop.reserve(sock, 2);

    const refused = await failureOf(
      order(shop, [{ sku: sock, quantity: 4n }], { replacesReservationId: cart.id }),
    );

    expect(refused.shortages).toMatchObject([{ requested: 4n, available: 3n }]);
    expect(await look(shop, cart)).toEqual(cart);
    expect(await shop.availability(sock)).toMatchObject({ held: 2n, available: 1n });
  });

  test("a cart may take the place of one whose time is up, not of one that was sold", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 4);
    const sold = await shop.reserve(sock, 1);
    await commit(shop, sold);
    const lapsed = await shop.reserve(sock, 3, { ttlMs: 150 });
    await untilExpired(shop, lapsed);
    const instead = (replacesReservationId: string) =>
      order(shop, [{ sku: sock, quantity: 3n }], { replacesReservationId });

    const refused = await failureOf(instead(sold.id));
    const cart = await instead(lapsed.id);

    expect(refusal(refused)).toEqual(CLOSED);
    expect(stateOf(cart)).toBe("HELD");
    expect(stateOf(await look(shop, lapsed))).toBe("EXPIRED");
  });
}
