import { randomUUID } from "node:crypto";

import type { Stranger } from "../../src/core/decision.ts";
import { createOrm } from "../../src/store/orm.ts";
import { createPool } from "../../src/store/sql/pool.ts";
import { findWmsAccounts, findWmsPlaces } from "../../src/store/wms/accounts.ts";
import { settleWmsEvents } from "../../src/store/wms/inbox.ts";
import { keepStrangers } from "../../src/store/wms/strangers.ts";
import { createWmsAdministration } from "../../src/wms/administration.ts";
import type { StockLine, WmsStockEvent } from "../../src/wms/port.ts";
import { deadline, eventCommand, pageCommand } from "../../src/wms/sync/commands.ts";
import { receiveEvents } from "../../src/wms/sync/inbox.ts";
import { TELLS_ALL } from "./core/warehouse.ts";
import type { Shop } from "./shop.ts";
import type { TestTenant } from "./tenants.ts";

/** One line of a page, as far as it matters. */
export type ShownLine = Pick<StockLine, "sku" | "orderable"> & {
  /** Units that are kept from sale, by reference. */
  readonly holds?: Readonly<Record<string, bigint>>;
};

/** A warehouse system that is not there: what it says is put into its mouth. */
export interface LinkedWarehouse {
  /** Walks it: a page shows these lines. @returns what of it no item names */
  shows(lines: readonly ShownLine[]): Promise<readonly Stranger[]>;
  /** It tells that so many units more or fewer may be ordered. */
  tells(sku: string, orderableDelta: bigint): Promise<void>;
  /** It tells of one unit more of something that no item names: its event is parked in the inbox. */
  tellsInVain(sku: string, eventId: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Links a location of a tenant to an account of its own, as an operator does, and speaks for that account through the books.
 * The shop's own replica must leave it alone: open it with `NOBODY_ASKS`.
 */
export async function linkWarehouse(
  { url, app }: Pick<Shop, "url" | "app">,
  { id: tenantId, code }: TestTenant,
  location: string,
): Promise<LinkedWarehouse> {
  const place = { warehouse: "W1", owner: code };
  await link(url, code, { ...place, tenantId, location });
  const pool = createPool(url, 1);
  const account = (await findWmsAccounts(pool)).find((known) => known.code === code);
  const [linked] = account === undefined ? [] : await findWmsPlaces(pool, account.id);
  if (account === undefined || linked === undefined) throw new Error("the warehouse is not linked");
  const books = app.booksOf(tenantId);
  let told = 0n;
  const eventOf = (id: string, sku: string, orderableDelta: bigint): WmsStockEvent => {
    const what = { kind: "stock", id, reason: "found", sku, lot: null } as const;
    const units = { orderableDelta, unallocatableDelta: 0n, posted: told };
    return { ...place, ...what, ...units, occurredAt: Date.now() };
  };
  return {
    shows: async (lines) => {
      told += 1n;
      const marks = { run: told, posted: told, askedAt: Date.now(), walk: randomUUID() };
      const page = pageCommand(account, linked, marks, lines.map(lineOf), false);
      const { strangers } = await books.submit(page, deadline());
      await keepStrangers(pool, tenantId, location, strangers);
      return strangers;
    },
    tells: async (sku, orderableDelta) => {
      told += 1n;
      const event = eventOf(`E-${told}`, sku, orderableDelta);
      await books.submit(eventCommand(account, linked, event), deadline());
    },
    tellsInVain: async (sku, eventId) => {
      await receiveEvents({ pool, account }, [eventOf(eventId, sku, 1n)]);
      const parked = { eventId, state: "parked", reason: "no such item" } as const;
      await settleWmsEvents(pool, account.id, [parked]);
    },
    close: () => pool.end(),
  };
}

/** Settings of a shop whose warehouses say what a test says they do. */
export const NOBODY_ASKS = { HOLDFAST_WMS: "0" };

async function link(
  url: string,
  account: string,
  where: { warehouse: string; owner: string; tenantId: string; location: string },
): Promise<void> {
  const orm = await createOrm(url, 1);
  try {
    const them = createWmsAdministration(orm);
    const quota = { quotaRequests: 10, quotaWindowMs: 1_000, readFloorPercent: 20 };
    const secrets = { secretName: "WMS_NOBODY", webhookSecretName: null };
    const there = { adapter: "http", baseUrl: "http://127.0.0.1:9", dialect: TELLS_ALL };
    await them.putAccount({ code: account, ...there, ...quota, ...secrets });
    await them.link({ account, ...where });
  } finally {
    await orm.close(true);
  }
}

function lineOf({ sku, orderable, holds = {} }: ShownLine) {
  const all = Object.entries(holds).map(([reference, quantity]) => ({ reference, quantity }));
  const unallocatable = all.reduce((sum, { quantity }) => sum + quantity, 0n);
  return { sku, lot: null, orderable, unallocatable, holds: all };
}
