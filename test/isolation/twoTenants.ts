import { randomUUID } from "node:crypto";

import { NOBODY_ASKS } from "../support/linkedWarehouse.ts";
import { doings, MAIN, openShop, type Shop } from "../support/shop.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../support/tenants.ts";
import { furnishOutside } from "./outside.ts";
import { type Rows, rowsOf } from "./rows.ts";

/** One tenant's people in a house that it shares with another tenant. */
export interface Neighbour extends ReturnType<typeof doings> {
  readonly tenant: TestTenant;
  readonly client: StockClient;
  /** The house that it shares. */
  readonly shop: Shop;
  /** Every row that belongs to it, by table. */
  rows(): Promise<Rows>;
}

/** Two tenants on one server and one database. */
export interface TwoTenants {
  readonly shop: Shop;
  readonly acme: Neighbour;
  readonly brio: Neighbour;
  close(): Promise<void>;
}

export async function openTwoTenants(): Promise<TwoTenants> {
  const shop = await openShop({ settings: NOBODY_ASKS });
  const tenant = await createTestTenant(shop.url, "brio");
  const client = createStockClient(`127.0.0.1:${shop.app.grpcPort}`, tenant.adminKey);
  const rowsFor = ({ id }: TestTenant) => ({ rows: () => rowsOf(shop.url, id) });
  return {
    shop,
    acme: { ...shop, shop, ...rowsFor(shop.tenant) },
    brio: { tenant, client, shop, ...doings(client, shop.url), ...rowsFor(tenant) },
    close: async () => {
      client.close();
      await shop.close();
    },
  };
}

/** What a tenant's things are called, and the ids that the service gave them. */
export interface Names {
  readonly sku: string;
  readonly milk: string;
  /** Two of the first SKU. */
  readonly bundle: string;
  readonly location: string;
  readonly lot: string;
  /** Code of whoever delivered a lot that was sold in part. */
  readonly supplier: string;
  readonly orderRef: string;
  readonly requestId: string;
  readonly held: string;
  readonly committed: string;
  /** Code of a location that a warehouse system counts, and a sale that it is to deliver. */
  readonly outside: string;
  readonly ordered: string;
  /** Units on their way to another location, and a count that is under way there. */
  readonly transfer: string;
  readonly count: string;
  /** Code of the account, an event that is parked there, and the reference of the order. */
  readonly account: string;
  readonly eventId: string;
  readonly reference: string;
}

/** Names of things that nobody has, spelt like those of a tenant. */
export function namesOfNobody(): Names {
  const orders = { held: randomUUID(), committed: randomUUID(), ordered: randomUUID() };
  const made = { ...orders, transfer: randomUUID(), count: randomUUID() };
  const reference = `${randomUUID()}.1`;
  return { ...spelt("NOBODY"), ...made, reference };
}

/**
 * Gives a tenant a row in every table: stock, a lot, a hold and a sale that waits to be shipped, and a warehouse system
 * with all that it tells and is told.
 */
export async function furnish(neighbour: Neighbour): Promise<Names> {
  const names = spelt(neighbour.tenant.code.toUpperCase());
  const { sku, milk, bundle, location, lot, supplier, orderRef } = names;
  const { inventory } = neighbour.client;
  await neighbour.location(location, { deferred: true });
  await neighbour.location(`${location}-2`);
  await neighbour.receive(sku, 50, { location });
  await neighbour.item(milk, { lotTracked: true });
  await neighbour.receive(milk, 20, { location, lot });
  const delivered = { sku: milk, quantity: 5n, lot: { number: `${lot}-2`, supplier } };
  await inventory.receive({ requestId: randomUUID(), location, lines: [delivered] });
  const safetyStock = [{ sku: milk, location, quantity: 1n }];
  await neighbour.client.catalog.setSafetyStock({ requestId: randomUUID(), safetyStock });
  await neighbour.item(bundle);
  await neighbour.client.catalog.setParts({
    requestId: randomUUID(),
    sku: bundle,
    parts: [{ sku, quantity: 2n }],
  });
  const order = async (requestId: string): Promise<string> => {
    const lines = [{ sku, quantity: 3n }];
    const { reservation } = await inventory.reserve({ requestId, orderRef, lines });
    return reservation?.id ?? "";
  };
  const [held, committed] = [await order(names.requestId), await order(randomUUID())];
  await inventory.commit({ requestId: randomUUID(), reservationId: committed });
  const outside = await furnishOutside(neighbour, names, orderRef);
  const moved = await furnishMoves(neighbour, names);
  return { ...names, held, committed, ...outside, ...moved };
}

/** Sends some stock to the other location, and begins to count what is there. */
async function furnishMoves(
  { client }: Neighbour,
  { sku, location }: Pick<Names, "sku" | "location">,
): Promise<Pick<Names, "transfer" | "count">> {
  const { stock } = client;
  const once = () => ({ requestId: randomUUID() });
  const lines = [{ sku, quantity: 4n }];
  const planned = await stock.createTransfer({
    ...once(),
    from: location,
    to: `${location}-2`,
    lines,
  });
  const transferId = planned.transfer?.id ?? "";
  await stock.shipTransfer({ ...once(), transferId });
  await stock.receiveTransfer({ ...once(), transferId, lines: [{ line: 1, received: 1n }] });
  const opened = await stock.openCount({ ...once(), location: `${location}-2`, scope: 1 });
  const countId = opened.count?.id ?? "";
  await stock.recordCount({ ...once(), countId, lines: [{ sku, quantity: 1n }] });
  return { transfer: transferId, count: countId };
}

function spelt(
  code: string,
): Omit<Names, "held" | "committed" | "ordered" | "reference" | "transfer" | "count"> {
  return {
    sku: `${code}-SOCK`,
    milk: `${code}-MILK`,
    bundle: `${code}-PAIR`,
    location: `${code}-${MAIN}`,
    lot: `${code}-LOT`,
    supplier: `${code}-SUPPLIER`,
    orderRef: `${code}-ORDER`,
    requestId: `${code}-REQUEST`,
    outside: `${code}-OUTSIDE`,
    account: code.toLowerCase(),
    eventId: `${code}-EVENT`,
  };
}
