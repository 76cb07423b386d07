import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type Reservation, Reservation_State } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import { commit, named, order, refusal, release, untilExpired } from "../calls.ts";

const { HELD, FULFILLED, RELEASED, EXPIRED, COMMITTED } = Reservation_State;

/** Finding reservations again. */
export function listing(shop: Shop): void {
  /** Holds of one unit each, all with one label. */
  async function holds(count: number): Promise<{ orderRef: string; made: Reservation[] }> {
    const [sku, orderRef] = [named("SOCK"), named("ORDER")];
    await shop.receive(sku, count);
    const made: Reservation[] = [];
    while (made.length < count) {
      made.push(await order(shop, [{ sku, quantity: 1n }], { orderRef }));
    }
    return { orderRef, made };
  }

  type Ask = Parameters<Shop["client"]["inventory"]["listReservations"]>[0];
  const list = (ask: Ask) => shop.client.inventory.listReservations(ask);

  test("one reservation is told as the call that made it told it", async () => {
    const { made } = await holds(1);

    const { reservation } = await shop.client.inventory.getReservation({
      reservationId: made[0]?.id.toUpperCase() ?? "",
    });

    expect(reservation).toEqual(made[0]);
  });

  test("a reservation that nobody made is not found", async () => {
    const refused = await failureOf(
      shop.client.inventory.getReservation({ reservationId: randomUUID() }),
    );

    expect(refusal(refused)).toEqual(["NOT_FOUND", "RESERVATION_NOT_FOUND"]);
  });

  test("the orders of one label are listed newest first", async () => {
    const { orderRef, made } = await holds(3);

    const { reservations, nextPageToken } = await list({ orderRef });

    expect(reservations).toEqual(made.toReversed());
    expect(nextPageToken).toBe("");
  });

  test("a list may be asked for one state, in which an overdue hold is expired", async () => {
    const { orderRef, made } = await holds(3);
    const sku = made[0]?.lines[0]?.sku ?? "";
    await shop.receive(sku, 1);
    const lapsed = await order(shop, [{ sku, quantity: 1n }], { orderRef, ttl: { nanos: 2e8 } });
    const [sold, released, held] = made as [Reservation, Reservation, Reservation];
    await commit(shop, sold);
    await release(shop, released);
    await untilExpired(shop, lapsed);

    const idsIn = async (state: Reservation_State) =>
      (await list({ orderRef, state })).reservations.map(({ id }) => id);

    expect(await idsIn(HELD)).toEqual([held.id]);
    expect(await idsIn(FULFILLED)).toEqual([sold.id]);
    expect(await idsIn(RELEASED)).toEqual([released.id]);
    expect(await idsIn(EXPIRED)).toEqual([lapsed.id]);
    expect(await idsIn(COMMITTED)).toEqual([]);
  });

  test("pages follow each other without a gap or a repeat, though orders keep coming", async () => {
    const { orderRef, made } = await holds(5);
    const first = await list({ orderRef, pageSize: 2 });
    const sku = made[0]?.lines[0]?.sku ?? "";
    await shop.receive(sku, 1);
    await order(shop, [{ sku, quantity: 1n }], { orderRef });

    const second = await list({ orderRef, pageSize: 2, pageToken: first.nextPageToken });
    const third = await list({ orderRef, pageSize: 2, pageToken: second.nextPageToken });

    const listed = [first, second, third].flatMap((page) => page.reservations);
    expect(listed.map(({ id }) => id)).toEqual(made.toReversed().map(({ id }) => id));
    expect(third.nextPageToken).toBe("");
  });

  test("a page token is good for the filter it was made with, and no other", async () => {
    const { orderRef } = await holds(2);
    const { nextPageToken: pageToken } = await list({ orderRef, pageSize: 1 });
    const others: Ask[] = [
      { pageToken },
      { orderRef: named("ORDER"), pageToken },
      { orderRef, state: HELD, pageToken },
      { orderRef, pageToken: "nonsense" },
    ];

    const refused = await Promise.all(others.map((ask) => failureOf(list(ask))));

    for (const one of refused) {
      expect(refusal(one)).toEqual(["INVALID_ARGUMENT", "FIELD_VIOLATION"]);
      expect(one.fields).toEqual(["page_token"]);
    }
  });

  test("a page holds at most five hundred", async () => {
    const refused = await failureOf(list({ pageSize: 501 }));

    expect(refused.fields).toEqual(["page_size"]);
  });
}
