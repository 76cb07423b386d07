import { randomUUID } from "node:crypto";
import { Condition, ReleaseRequest_Scope, type Stock } from "@holdfast/client";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop, timestampOf } from "../../support/shop.ts";
import { until } from "../../support/until.ts";
import { commit, inMs, msOf, named, refusal, release, sell } from "../calls.ts";

const DAY_MS = 86_400_000;

/** Who delivered what there is, until when it may be sold, and what was sold of it. */
export function supplying(shop: Shop): void {
  async function deliver(
    sku: string,
    quantity: bigint,
    lot: object,
    location = MAIN,
  ): Promise<Stock | undefined> {
    const lines = [{ sku, quantity, lot }];
    const request = { requestId: randomUUID(), location, lines };
    return (await shop.client.inventory.receive(request)).stock[0];
  }

  /** An item of which two suppliers delivered: so many of each, and as many that nobody is told to have. */
  async function consigned(units: bigint): Promise<{ sku: string; mill: string; farm: string }> {
    const [sku, mill, farm] = [named("SOCK"), named("mill"), named("farm")];
    await shop.receive(sku, units);
    await deliver(sku, units, { supplier: mill });
    await deliver(sku, units, { supplier: farm });
    return { sku, mill, farm };
  }

  test("a receipt that names a supplier makes a lot, of an item without lots too", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 1);

    const first = await deliver(sku, 3n, { supplier: "mill" });
    const second = await deliver(sku, 3n, { supplier: "mill" });

    expect(first).toMatchObject({ supplier: "mill", onHand: 3n });
    expect(first?.lot).toMatch(/^R-[0-9a-f]{8}-[0-9a-f]{12}$/);
    expect(second?.lot).not.toBe(first?.lot);
  });

  test("availability is told by supplier: what its lots can serve of what there is", async () => {
    const { sku, mill } = await consigned(4n);
    // The lots were delivered one after the other: the first serves first.
    await shop.reserve(sku, 3);
    const keys = [{ sku, supplier: mill }, { sku }, { sku, location: MAIN, supplier: "nobody" }];

    const { availability } = await shop.client.inventory.getAvailability({ keys });

    expect(availability).toMatchObject([
      { supplier: mill, onHand: 4n, held: 3n, available: 1n },
      { supplier: "", onHand: 12n, held: 3n, available: 9n },
      { supplier: "nobody", onHand: 0n, available: 0n },
    ]);
  });

  test("a supplier's stock is no more available than all stock is", async () => {
    const [sku, safe] = [named("SOCK"), named("SAFE")];
    await shop.location(safe, { safetyStock: 6n });
    await shop.receive(sku, 4, { location: safe });
    await deliver(sku, 4n, { supplier: "mill" }, safe);
    const keys = [{ sku, supplier: "mill" }];

    const { availability } = await shop.client.inventory.getAvailability({ keys });

    expect(availability).toMatchObject([{ onHand: 4n, available: 2n }]);
  });

  test("stock is listed by whatever is asked of it", async () => {
    const { sku, mill } = await consigned(4n);
    const milk = named("MILK");
    await shop.item(milk, { lotTracked: true });
    await shop.receive(milk, 2, { lot: "A" });
    const changed = { sku, quantity: 1n, from: Condition.AVAILABLE, to: Condition.QUARANTINED };
    await shop.client.stock.changeCondition({
      requestId: randomUUID(),
      location: MAIN,
      reason: "wet",
      lines: [changed],
    });
    const found = async (filter: object): Promise<[string, bigint][]> => {
      const { stock } = await shop.client.stock.listStock({ location: MAIN, ...filter });
      return stock.map((row) => [row.supplier, row.onHand]);
    };

    expect((await found({ sku })).length).toBe(3);
    expect(await found({ supplier: mill })).toEqual([[mill, 4n]]);
    expect(await found({ sku, condition: Condition.QUARANTINED })).toEqual([["", 4n]]);
    expect((await found({ sku, condition: Condition.AVAILABLE })).length).toBe(3);
    expect(await found({ sku, condition: Condition.DAMAGED })).toEqual([]);
    expect(await found({ sku: milk, lot: "A" })).toEqual([["", 2n]]);
    expect(await found({ sku: milk, isRecalled: true })).toEqual([]);
    expect(await found({ sku, hasShortfall: true })).toEqual([]);
    await shop.adjust(milk, -2, { lot: "A" });
    expect(await found({ sku: milk })).toEqual([]);
    expect(await found({ sku: milk, showEmpty: true })).toEqual([["", 0n]]);
  });

  test("stock is listed page by page, each row once", async () => {
    const { sku } = await consigned(1n);
    const found: string[] = [];
    for (let pageToken = ""; ;) {
      const page = await shop.client.stock.listStock({ sku, pageSize: 2, pageToken });
      found.push(...page.stock.map(({ id }) => id));
      pageToken = page.nextPageToken;
      if (pageToken === "") break;
    }

    expect(new Set(found).size).toBe(3);
    expect(found).toEqual(found.toSorted());
    const { nextPageToken } = await shop.client.stock.listStock({ sku, pageSize: 1 });
    const other = { sku: named("OTHER"), pageToken: nextPageToken };
    expect((await failureOf(shop.client.stock.listStock(other))).fields).toEqual(["page_token"]);
  });

  test.each([
    [{ sku: "NONE" }, "ITEM_NOT_FOUND", "sku"],
    [{ location: "NONE" }, "LOCATION_NOT_FOUND", "location"],
  ])("a list of %j is refused: %s", async (filter, reason, field) => {
    for (const list of ["listStock", "listExpiring"] as const) {
      const refused = await failureOf(shop.client.stock[list](filter));
      expect([refused.reason, refused.fields]).toEqual([reason, [field]]);
    }
  });

  test("a date is good through that day where the stock lies", async () => {
    const [sku, rome, apia] = [named("MILK"), named("ROME"), named("APIA")];
    await shop.item(sku, { lotTracked: true });
    for (const [code, timeZone] of [
      [rome, "Europe/Rome"],
      [apia, "Pacific/Apia"],
    ] as const)
      await shop.client.catalog.createLocation({
        requestId: randomUUID(),
        location: { code, timeZone },
      });

    const inRome = await deliver(sku, 1n, { number: "R", goodThroughDate: "2036-03-29" }, rome);
    const inApia = await deliver(sku, 1n, { number: "S", goodThroughDate: "2036-03-29" }, apia);
    const again = deliver(sku, 1n, { number: "R", goodThroughDate: "2036-03-29" }, apia);

    const instant = (stock: Stock | undefined): string =>
      new Date(msOf(stock?.expireTime ?? { seconds: 0n, nanos: 0 })).toISOString();
    expect(instant(inRome)).toBe("2036-03-29T23:00:00.000Z");
    expect(instant(inApia)).toBe("2036-03-29T11:00:00.000Z");
    // The same day is another instant elsewhere, and a lot has one.
    expect((await failureOf(again)).reason).toBe("LOT_MISMATCH");
  });

  test("what expires is listed, earliest first, expired or not", async () => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    const days = { OFF: -2, SOON: 3, LATER: 20, FAR: 40 };
    for (const [lot, left] of Object.entries(days))
      await shop.receive(sku, 2, { lot, expiresAt: inMs(left * DAY_MS) });
    await shop.receive(sku, 2, { lot: "NEVER" });

    const { stock } = await shop.client.stock.listExpiring({ sku });
    const first = await shop.client.stock.listExpiring({ sku, pageSize: 2 });
    const second = await shop.client.stock.listExpiring({
      sku,
      pageSize: 2,
      pageToken: first.nextPageToken,
    });
    const beforeTime = timestampOf(inMs(50 * DAY_MS));
    const all = await shop.client.stock.listExpiring({ sku, beforeTime });

    const told = stock.map(({ stock: row, expired }) => [row?.lot, expired]);
    expect(told).toEqual([
      ["OFF", true],
      ["SOON", false],
      ["LATER", false],
    ]);
    expect([...first.stock, ...second.stock].map(({ stock: row }) => row?.lot)).toEqual(
      told.map(([lot]) => lot),
    );
    expect(all.stock.length).toBe(4);
  });

  test("at its very instant stock is for sale no longer, and is listed as expired", async () => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 2, { lot: "A", expiresAt: inMs(400) });
    expect(await shop.availability(sku)).toMatchObject({ onHand: 2n, available: 2n });

    await until(async () => (await shop.availability(sku)).available === 0n);

    const { stock } = await shop.client.stock.listExpiring({ sku });
    expect(stock).toMatchObject([{ expired: true, stock: { onHand: 2n } }]);
  });

  test("sales are told by supplier, with what was given back before it was shipped", async () => {
    const [sku, mill, depot] = [named("SOCK"), named("mill"), named("DEPOT")];
    await shop.location(depot, { deferred: true });
    await shop.item(sku);
    await deliver(sku, 9n, { supplier: mill });
    await deliver(sku, 9n, { supplier: mill }, depot);
    await shop.receive(sku, 9);
    const bought = await sell(shop, [{ sku, quantity: 2n, location: MAIN }]);
    await commit(shop, await shop.reserve(sku, 3, { location: MAIN }));
    await shop.reserve(sku, 1, { location: MAIN });
    const given = await sell(shop, [{ sku, quantity: 4n, location: depot }]);
    await release(shop, given, { scope: ReleaseRequest_Scope.HOLDS_AND_COMMITS });
    await shop.client.stock.return({
      requestId: randomUUID(),
      reservationId: bought.id,
      lines: [{ line: 1, quantity: 1n, to: Condition.DAMAGED }],
      reason: "too small",
    });
    const all = { supplier: mill };

    const { sales } = await shop.client.stock.listSupplierSales(all);
    const page = await shop.client.stock.listSupplierSales({ ...all, pageSize: 1 });
    const next = { ...all, pageSize: 1, pageToken: page.nextPageToken };
    const rest = await shop.client.stock.listSupplierSales(next);
    const there = await shop.client.stock.listSupplierSales({ ...all, location: depot });
    const later = { ...all, fromTime: timestampOf(inMs(60_000)) };
    const earlier = { ...all, toTime: timestampOf(inMs(-3_600_000)) };

    expect(sales).toMatchObject([
      { sku, location: MAIN, sold: 5n, cancelled: 0n, returned: 1n },
      { sku, location: depot, sold: 4n, cancelled: 4n, returned: 0n },
    ]);
    expect([...page.sales, ...rest.sales]).toEqual(sales);
    expect(there.sales).toEqual([sales[1]]);
    for (const none of [later, earlier])
      expect((await shop.client.stock.listSupplierSales(none)).sales).toEqual([]);
    const nowhere = shop.client.stock.listSupplierSales({ ...all, location: "NONE" });
    expect(refusal(await failureOf(nowhere))).toEqual(["NOT_FOUND", "LOCATION_NOT_FOUND"]);
  });
}
