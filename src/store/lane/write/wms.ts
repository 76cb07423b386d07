import type { ClientBase } from "pg";

import type { Location } from "../../../core/stock.ts";
import { awaitedOf, isSettled, sumLines, type WmsOrder } from "../../../core/wms/order.ts";
import { isDue } from "../../../core/wms/pushing.ts";
import type { Sight, WmsRow } from "../../../core/wms/row.ts";
import { send, type Statement } from "../../sql/statement.ts";
import { storedHold, storedLooseEvent, storedSight, storedWmsLine } from "../wmsJson.ts";
import {
  arrays,
  assignments,
  type Column,
  givenValues,
  guarded,
  instant,
  names,
  unnest,
} from "./columns.ts";
import type { Change } from "./page.ts";

type RowChange = Change<WmsRow>;
type OrderChange = Change<WmsOrder>;

const ROW_KEY: readonly Column<RowChange>[] = [
  { name: "stock_id", type: "uuid", of: ({ after }) => after.stockId },
];

const ROW_VERSION: Column<RowChange> = {
  name: "version_before",
  type: "bigint",
  of: ({ before }) => before?.version ?? 0,
};

const ROW: readonly Column<RowChange>[] = [
  { name: "sight", type: "jsonb", of: ({ after }) => sightJson(after.sight) },
  { name: "next", type: "jsonb", of: ({ after }) => sightJson(after.next) },
  { name: "cap", type: "jsonb", of: ({ after }) => sightJson(after.cap) },
  { name: "events", type: "jsonb", of: ({ after }) => json(after.events.map(storedLooseEvent)) },
  { name: "ours", type: "jsonb", of: ({ after }) => json(after.ours.map(storedHold)) },
  { name: "drift", type: "bigint", of: ({ after }) => after.drift, usual: 0 },
  { name: "told_run", type: "bigint", of: ({ after }) => after.toldRun },
  { name: "walk", type: "uuid", of: ({ after }) => after.walk },
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  instant("raises_from", ({ after }) => after.raisesFrom),
  instant("drift_since", ({ after }) => after.driftSince),
  instant("told_at", ({ after }) => after.toldAt),
];

const INSERT_ROWS: Statement = {
  name: "insert_wms_rows",
  text: `
    insert into wms_row (tenant_id, ${names([...ROW_KEY, ...ROW])})
    select $1, ${givenValues([...ROW_KEY, ...ROW])} from ${unnest([...ROW_KEY, ...ROW], 2)}`,
};

const UPDATE_ROWS: Statement = {
  name: "update_wms_rows",
  text: guarded(`
    update wms_row w
       set ${assignments(ROW)}
      from ${unnest([...ROW_KEY, ROW_VERSION, ...ROW], 3)}
     where w.tenant_id = $2 and w.stock_id = given.stock_id and w.version = given.version_before`),
};

const ORDER_KEY: readonly Column<OrderChange>[] = [
  { name: "reference", type: "text", of: ({ after }) => after.reference },
];

const ORDER_MADE: readonly Column<OrderChange>[] = [
  { name: "reservation_id", type: "uuid", of: ({ after }) => after.reservationId },
  { name: "location", type: "text", of: ({ after }) => after.location },
  instant("created_at", ({ after }) => after.createdAt),
];

const ORDER_VERSION: Column<OrderChange> = {
  name: "version_before",
  type: "bigint",
  of: ({ before }) => before?.version ?? 0,
};

const ORDER: readonly Column<OrderChange>[] = [
  { name: "status", type: "text", of: ({ after }) => after.status },
  { name: "reason", type: "text", of: ({ after }) => after.reason, usual: "" },
  { name: "parked", type: "boolean", of: ({ after }) => after.parked },
  { name: "lines", type: "jsonb", of: ({ after }) => json(after.lines.map(storedWmsLine)) },
  { name: "cancel_sent", type: "bigint", of: ({ after }) => after.cancelSent, usual: 0 },
  { name: "is_open", type: "boolean", of: ({ after }) => !isSettled(after) },
  { name: "is_due", type: "boolean", of: ({ after }) => isDue(after) },
  { name: "awaits", type: "boolean", of: ({ after }) => sumLines(after, awaitedOf) > 0n },
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  instant("sent_at", ({ after }) => after.sentAt),
];

const ADDED_ORDER = [...ORDER_KEY, ...ORDER_MADE, ...ORDER];

const INSERT_ORDERS: Statement = {
  name: "insert_wms_orders",
  text: `
    insert into wms_order (tenant_id, ${names(ADDED_ORDER)})
    select $1, ${givenValues(ADDED_ORDER)} from ${unnest(ADDED_ORDER, 2)}`,
};

const UPDATE_ORDERS: Statement = {
  name: "update_wms_orders",
  text: guarded(`
    update wms_order o
       set ${assignments(ORDER)}
      from ${unnest([...ORDER_KEY, ORDER_VERSION, ...ORDER], 3)}
     where o.tenant_id = $2 and o.reference = given.reference
       and o.version = given.version_before`),
};

const LOCATIONS: readonly Column<Location>[] = [
  { name: "id", type: "uuid", of: ({ id }) => id },
  instant("wms_seen_at", ({ wmsSeenAt }) => wmsSeenAt),
];

const UPDATE_LOCATIONS: Statement = {
  name: "update_seen_locations",
  text: `
    update location l
       set ${assignments(LOCATIONS.filter(({ name }) => name !== "id"))}
      from ${unnest(LOCATIONS, 2)}
     where l.tenant_id = $1 and l.id = given.id`,
};

/** Writes down of which locations their warehouse system has shown all, and as of when. */
export async function updateLocations(
  client: ClientBase,
  tenantId: string,
  locations: readonly Location[],
): Promise<void> {
  if (locations.length === 0) return;
  await send(client, UPDATE_LOCATIONS, [tenantId, ...arrays(LOCATIONS, locations)]);
}

/** Writes what warehouse systems have told of stock rows. */
export async function writeWmsRows(
  client: ClientBase,
  tenantId: string,
  changes: readonly RowChange[],
): Promise<void> {
  const { added, changed } = sort(changes);
  const columns = [...ROW_KEY, ROW_VERSION, ...ROW];
  await Promise.all([
    added.length > 0 &&
      send(client, INSERT_ROWS, [tenantId, ...arrays([...ROW_KEY, ...ROW], added)]),
    changed.length > 0 &&
      send(client, UPDATE_ROWS, [changed.length, tenantId, ...arrays(columns, changed)]),
  ]);
}

/** Writes orders to warehouse systems. */
export async function writeWmsOrders(
  client: ClientBase,
  tenantId: string,
  changes: readonly OrderChange[],
): Promise<void> {
  const { added, changed } = sort(changes);
  const columns = [...ORDER_KEY, ORDER_VERSION, ...ORDER];
  await Promise.all([
    added.length > 0 && send(client, INSERT_ORDERS, [tenantId, ...arrays(ADDED_ORDER, added)]),
    changed.length > 0 &&
      send(client, UPDATE_ORDERS, [changed.length, tenantId, ...arrays(columns, changed)]),
  ]);
}

function sort<T>(changes: readonly Change<T>[]): { added: Change<T>[]; changed: Change<T>[] } {
  const added = changes.filter(({ before }) => before === null);
  return { added, changed: changes.filter(({ before }) => before !== null) };
}

function sightJson(sight: Sight | null): string | null {
  return sight === null ? null : json(storedSight(sight));
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
