import { expect, test } from "@jest/globals";
import { ReleaseRequest_Scope } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import { type Shop, timestampOf } from "../../support/shop.ts";
import {
  commit,
  fulfil,
  inMs,
  named,
  order,
  refusal,
  release,
  sell,
  stateOf,
  unitsOf,
} from "../calls.ts";

const SCOPE = ReleaseRequest_Scope.HOLDS_AND_COMMITS;

/** Sales on the spot, and shipments of what was sold. */
export function selling(shop: Shop): void {
  /** Units of a new item where goods leave with a later shipment. */
  async function atDepot(units: number): Promise<{ sku: string; location: string }> {
    const [sku, location] = [named("SOCK"), named("DEPOT")];
    await shop.location(location, { deferred: true });
    await shop.receive(sku, units, { location });
    return { sku, location };
  }

  test("a till sells in one step, and the goods are gone", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);

    const sale = await sell(shop, [{ sku: sock, quantity: 2n }], { orderRef: "TILL-1" });

    expect(stateOf(sale)).toBe("FULFILLED");
    expect([sale.orderRef, sale.expireTime]).toEqual(["TILL-1", undefined]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 1n, held: 0n, available: 1n });
  });

  test("a sale from a depot is committed until it is shipped", async () => {
    const { sku } = await atDepot(3);

    const sale = await sell(shop, [{ sku, quantity: 2n }]);

    expect(stateOf(sale)).toBe("COMMITTED");
    expect(await shop.availability(sku)).toMatchObject({
      onHand: 3n,
      committed: 2n,
      available: 1n,
    });
  });

  test("a till sells every line or nothing, unless it takes a part", async () => {
    const [sock, shoe] = [named("SOCK"), named("SHOE")];
    await shop.receive(sock, 3);
    await shop.receive(shoe, 1);
    const lines = [sock, shoe].map((sku) => ({ sku, quantity: 2n }));

    const refused = await failureOf(sell(shop, lines));
    const part = await sell(shop, lines, { allowPartial: true });

    expect(refused.shortages).toMatchObject([{ line: 2, requested: 2n, available: 1n }]);
    expect(part.lines.map((line) => line.shortQuantity)).toEqual([0n, 1n]);
    expect(unitsOf(part).fulfilled).toBe(3n);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 1n });
  });

  test("a sale may take the place of a hold, whose units count as free for it", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const hold = await shop.reserve(sock, 2);

    const sale = await sell(shop, [{ sku: sock, quantity: 2n }], {
      replacesReservationId: hold.id,
    });

    expect(stateOf(sale)).toBe("FULFILLED");
    expect(await shop.availability(sock)).toMatchObject({ onHand: 0n, held: 0n });
  });

  test("a shipment takes goods off the shelf, a parcel at a time", async () => {
    const { sku } = await atDepot(5);
    const sale = await sell(shop, [{ sku, quantity: 4n }]);

    const parcel = await fulfil(shop, sale, {
      lines: [{ line: 1, quantity: 1n }],
      reference: "P1",
    });
    const rest = await fulfil(shop, sale);

    expect(stateOf(parcel)).toBe("COMMITTED");
    expect(unitsOf(parcel)).toMatchObject({ committed: 3n, fulfilled: 1n });
    expect(stateOf(rest)).toBe("FULFILLED");
    expect(await shop.availability(sku)).toMatchObject({ onHand: 1n, committed: 0n });
  });

  test("what was shipped or never sold cannot be shipped", async () => {
    const { sku } = await atDepot(5);
    const shipped = await sell(shop, [{ sku, quantity: 1n }]);
    await fulfil(shop, shipped);
    const held = await shop.reserve(sku, 1);

    const refused = await Promise.all([shipped, held].map((one) => failureOf(fulfil(shop, one))));

    const closed = ["FAILED_PRECONDITION", "RESERVATION_CLOSED"];
    expect(refused.map(refusal)).toEqual([closed, closed]);
  });

  test("no more is shipped than lies on the shelf", async () => {
    const { sku, location } = await atDepot(4);
    const sale = await sell(shop, [{ sku, quantity: 4n }]);
    await shop.adjust(sku, -3, { location });

    const refused = await failureOf(fulfil(shop, sale));
    const shipped = await fulfil(shop, sale, { lines: [{ line: 1, quantity: 1n }] });

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INSUFFICIENT_STOCK"]);
    expect(refused.shortages).toMatchObject([{ requested: 4n, available: 1n }]);
    expect(unitsOf(shipped)).toMatchObject({ committed: 3n, fulfilled: 1n });
  });

  test("a shipment may have left earlier, and not in the future", async () => {
    const { sku } = await atDepot(2);
    const sale = await sell(shop, [{ sku, quantity: 2n }]);
    const parcel = (occurredAt: Date) =>
      fulfil(shop, sale, {
        lines: [{ line: 1, quantity: 1n }],
        occurredTime: timestampOf(occurredAt),
      });

    const shipped = await parcel(inMs(-3_600_000));
    const refused = await failureOf(parcel(inMs(3_600_000)));

    expect(unitsOf(shipped)).toMatchObject({ committed: 1n, fulfilled: 1n });
    expect(refused.fields).toEqual(["occurred_time"]);
  });

  test("an order that ships from several places is committed until the last has shipped", async () => {
    const [sock, depot, store] = [named("SOCK"), named("DEPOT"), named("STORE")];
    await shop.location(depot, { deferred: true });
    await shop.receive(sock, 2, { location: depot });
    await shop.receive(sock, 1, { location: store });
    const hold = await order(shop, [{ sku: sock, quantity: 3n }]);

    const sold = await commit(shop, hold);
    const shipped = await fulfil(shop, hold);

    expect(stateOf(sold)).toBe("COMMITTED");
    expect(unitsOf(sold)).toMatchObject({ committed: 2n, fulfilled: 1n });
    expect(stateOf(shipped)).toBe("FULFILLED");
  });

  test("an order may be cancelled until it is shipped", async () => {
    const { sku } = await atDepot(4);
    const sale = await sell(shop, [{ sku, quantity: 3n }]);
    await fulfil(shop, sale, { lines: [{ line: 1, quantity: 1n }] });

    const cancelled = await release(shop, sale, { scope: SCOPE, reason: "changed their mind" });
    const refused = await failureOf(release(shop, sale, { scope: SCOPE }));

    expect(unitsOf(cancelled)).toMatchObject({ committed: 0n, fulfilled: 1n, released: 2n });
    expect(refused.reason).toBe("RESERVATION_CLOSED");
    expect(await shop.availability(sku)).toMatchObject({ onHand: 3n, available: 3n });
  });
}
