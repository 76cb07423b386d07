import { randomUUID } from "node:crypto";

import { createOrm } from "../../src/store/orm.ts";
import { createPool } from "../../src/store/sql/pool.ts";
import { findWmsAccounts, findWmsPlaces } from "../../src/store/wms/accounts.ts";
import { keepStrangers } from "../../src/store/wms/strangers.ts";
import { createWmsAdministration } from "../../src/wms/administration.ts";
import { deadline, eventCommand, pageCommand } from "../../src/wms/sync/commands.ts";
import { TELLS_ALL } from "../support/core/warehouse.ts";
import type { Neighbour } from "./twoTenants.ts";

/**
 * Links one of a tenant's locations to a warehouse system, which shows some units of an item there and of something that
 * nobody knows, tells of one more, and is to deliver two. It is not there: what it says is put into its mouth.
 *
 * @returns the id of the sale
 */
export async function furnishOutside(
  neighbour: Neighbour,
  location: string,
  sku: string,
  orderRef: string,
): Promise<string> {
  const { client, shop, tenant } = neighbour;
  await neighbour.location(location, { deferred: true });
  await link(neighbour, location);
  const pool = createPool(shop.url, 1);
  try {
    const account = (await findWmsAccounts(pool)).find(({ code }) => code === tenant.code);
    const [place] = account === undefined ? [] : await findWmsPlaces(pool, account.id);
    if (account === undefined || place === undefined) throw new Error("there is no warehouse");
    const books = shop.app.booksOf(tenant.id);
    const marks = { run: 1n, posted: 1n, askedAt: Date.now(), walk: randomUUID() };
    const holds = [{ reference: "QH-1", quantity: 2n }];
    const line = { sku, lot: null, orderable: 9n, unallocatable: 2n, holds };
    const lines = [line, { ...line, sku: `${sku}-STRANGER` }];
    const page = pageCommand(account, place, marks, lines, false);
    const { strangers } = await books.submit(page, deadline());
    await keepStrangers(pool, tenant.id, location, strangers);
    const found = { orderableDelta: 1n, unallocatableDelta: 0n, posted: 2n, reason: "found" };
    const where = { warehouse: place.warehouse, owner: place.owner, sku, lot: null };
    const event = {
      id: "E-1",
      kind: "stock" as const,
      ...where,
      ...found,
      occurredAt: Date.now(),
    };
    await books.submit(eventCommand(account, place, event), deadline());
  } finally {
    await pool.end();
  }
  const lines = [{ sku, quantity: 2n, location }];
  const { reservation } = await client.inventory.sell({ requestId: randomUUID(), orderRef, lines });
  return reservation?.id ?? "";
}

async function link({ shop, tenant }: Neighbour, location: string): Promise<void> {
  const orm = await createOrm(shop.url, 1);
  try {
    const them = createWmsAdministration(orm);
    await them.putAccount({
      code: tenant.code,
      adapter: "http",
      baseUrl: "http://127.0.0.1:9",
      dialect: TELLS_ALL,
      quotaRequests: 10,
      quotaWindowMs: 1_000,
      readFloorPercent: 20,
      secretName: "WMS_NOBODY",
      webhookSecretName: null,
    });
    const place = { warehouse: "W1", owner: tenant.code, tenantId: tenant.id, location };
    await them.link({ account: tenant.code, ...place });
  } finally {
    await orm.close(true);
  }
}
