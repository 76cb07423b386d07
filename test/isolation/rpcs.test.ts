import * as contract from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { CASES } from "./cases.ts";
import { endOf } from "./ends.ts";
import {
  furnish,
  type Names,
  namesOfNobody,
  openTwoTenants,
  type TwoTenants,
} from "./twoTenants.ts";

let house: TwoTenants;
let acmes: Names;
let brios: Names;

beforeAll(async () => {
  house = await openTwoTenants();
  [acmes, brios] = await Promise.all([furnish(house.acme), furnish(house.brio)]);
});

afterAll(() => house?.close());

/** Every RPC of every service that the contract has, so that a new one without cases below is noticed. */
const METHODS = Object.values(contract)
  .filter((known) => typeof known === "object" && "kind" in known && known.kind === "service")
  .flatMap(({ methods }) => methods.map(({ name }) => name));

test("the contract's RPCs were found", () => {
  expect(METHODS.length).toBeGreaterThanOrEqual(41);
});

test.each(METHODS)("%s answers a neighbour as if what is mine did not exist", async (method) => {
  const cases = CASES[method] ?? [];
  expect(cases.length).toBeGreaterThan(0);
  const { acme, brio } = house;
  const before = [await acme.rows(), await brio.rows()];

  for (const { what, ends, call } of cases) {
    const nobodys = await endOf((names) => call(brio.client, names, brios), namesOfNobody());
    const mine = await endOf((names) => call(brio.client, names, brios), acmes);
    expect({ what, ...mine }).toEqual({ what, ...nobodys });
    expect({ what, reason: mine.reason }).toEqual({ what, reason: ends });
  }

  expect([await acme.rows(), await brio.rows()]).toEqual(before);
});

test.each(["listItems", "listLocations"] as const)(
  "%s with a neighbour's page token tells nothing but one's own",
  async (method) => {
    const { acme, brio } = house;
    const { nextPageToken: pageToken } = await acme.client.catalog[method]({ pageSize: 1 });
    expect(pageToken).not.toBe("");

    const page = await brio.client.catalog[method]({ pageToken });

    const told =
      "items" in page ? page.items.map((it) => it.sku) : page.locations.map((it) => it.code);
    expect(told.length).toBeGreaterThan(0);
    for (const name of told) expect(name).toMatch(/^BRIO-/);
  },
);

test("listReservations with a neighbour's page token tells nothing but one's own", async () => {
  const { acme, brio } = house;
  const { nextPageToken: pageToken } = await acme.client.inventory.listReservations({
    pageSize: 1,
  });
  expect(pageToken).not.toBe("");

  const { reservations } = await brio.client.inventory.listReservations({ pageToken });

  for (const { orderRef } of reservations) expect(orderRef).toBe(brios.orderRef);
});

test("what a tenant lists is its own, all of it", async () => {
  const { inventory, catalog } = house.brio.client;

  const { reservations } = await inventory.listReservations({});
  const { items } = await catalog.listItems({});
  const { locations } = await catalog.listLocations({});
  const { lots } = await catalog.listLots({});
  const { safetyStock } = await catalog.listSafetyStock({});

  expect(reservations.map(({ id }) => id).toSorted()).toEqual(
    [brios.held, brios.committed, brios.ordered].toSorted(),
  );
  expect(items.map(({ sku }) => sku)).toEqual([brios.milk, brios.bundle, brios.sku]);
  expect(locations.map(({ code }) => code)).toEqual([
    brios.location,
    `${brios.location}-2`,
    brios.outside,
  ]);
  expect(lots.length).toBeGreaterThan(0);
  for (const { sku, number } of lots)
    expect([sku, number.startsWith(brios.lot)]).toEqual([brios.milk, true]);
  expect(safetyStock).toMatchObject([{ sku: brios.milk, location: brios.location }]);
});

test("after all this the books of both balance", async () => {
  expect(await house.shop.differences()).toEqual([]);
});
