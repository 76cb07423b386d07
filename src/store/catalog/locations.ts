import type { PoolClient } from "pg";

import type { Fulfilment, Uuid } from "../../core/stock.ts";
import {
  arrays,
  type Column,
  givenValues,
  guarded,
  instant,
  names,
  unnest,
} from "../lane/write/columns.ts";
import { send, type Statement } from "../sql/statement.ts";

export type LocationKind = "warehouse" | "store" | "hub";

/** What may be said of a location, and changed. */
export interface LocationDescription {
  readonly name: string;
  readonly kind: LocationKind;
  readonly fulfilment: Fulfilment;
  readonly sourcingPriority: number;
  readonly safetyStock: bigint;
  readonly timeZone: string;
  readonly wmsBufferPercent: number;
}

/** A location to be written, with the version it was read as; 0: it is new. */
export interface LocationWrite extends LocationDescription {
  readonly id: Uuid;
  readonly code: string;
  readonly version: number;
}

/** A location as it is stored, as far as a write has to know it. */
export interface StoredLocation extends LocationWrite {
  readonly wmsAccountId: Uuid | null;
}

const DESCRIPTION: readonly Column<LocationWrite>[] = [
  { name: "name", type: "text", of: ({ name }) => name },
  { name: "kind", type: "text", of: ({ kind }) => kind },
  { name: "fulfilment", type: "text", of: ({ fulfilment }) => fulfilment },
  { name: "sourcing_priority", type: "int", of: ({ sourcingPriority }) => sourcingPriority },
  { name: "safety_stock", type: "bigint", of: ({ safetyStock }) => safetyStock },
  { name: "time_zone", type: "text", of: ({ timeZone }) => timeZone },
  { name: "wms_buffer_percent", type: "int", of: ({ wmsBufferPercent }) => wmsBufferPercent },
];

const ADDED: readonly Column<LocationWrite & { createdAt: number }>[] = [
  { name: "id", type: "uuid", of: ({ id }) => id },
  { name: "code", type: "text", of: ({ code }) => code },
  instant("created_at", ({ createdAt }) => createdAt),
  ...DESCRIPTION,
];

const INSERT_LOCATIONS: Statement = {
  name: "insert_locations",
  text: `
    insert into location (tenant_id, version, ${names(ADDED)})
    select $1, 1, ${givenValues(ADDED)} from ${unnest(ADDED, 2)}`,
};

const KEPT: readonly Column<LocationWrite>[] = [
  { name: "id", type: "uuid", of: ({ id }) => id },
  { name: "version", type: "int", of: ({ version }) => version },
  { name: "code", type: "text", of: ({ code }) => code },
  ...DESCRIPTION,
];

/**
 * An insert that finds every row there already: each is looked up by its key, whatever the planner takes the table for. Joined
 * with ten thousand rows, a table that it has not been told of is read once for each of them.
 */
const UPDATE_LOCATIONS: Statement = {
  name: "update_locations",
  text: guarded(`
    insert into location (tenant_id, created_at, ${names(KEPT)})
    select $2, to_timestamp(0), ${givenValues(KEPT)} from ${unnest(KEPT, 3)}
        on conflict (tenant_id, id) do update
       set ${DESCRIPTION.map(({ name }) => `${name} = excluded.${name}`).join(", ")},
           version = location.version + 1
     where location.version = excluded.version`),
};

const FIND_LOCATIONS: Statement = {
  name: "find_stored_locations",
  text: `
    select l.id, l.code, l.name, l.kind, l.fulfilment, l.sourcing_priority, l.safety_stock,
           l.time_zone, l.wms_buffer_percent, l.wms_account_id, l.version
      from unnest($2::text[]) as wanted (code)
     cross join lateral (
       select * from location where tenant_id = $1 and code = wanted.code limit 1) as l`,
};

interface LocationColumns {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly fulfilment: Fulfilment;
  readonly sourcing_priority: number;
  readonly safety_stock: bigint;
  readonly time_zone: string;
  readonly wms_buffer_percent: number;
  readonly wms_account_id: string | null;
  readonly version: number;
}

/** Locations by their codes, in no order. */
export async function findStoredLocations(
  client: PoolClient,
  tenantId: string,
  codes: readonly string[],
): Promise<StoredLocation[]> {
  const { rows } = await send<LocationColumns>(client, FIND_LOCATIONS, [tenantId, codes]);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    fulfilment: row.fulfilment,
    sourcingPriority: row.sourcing_priority,
    safetyStock: row.safety_stock,
    timeZone: row.time_zone,
    wmsBufferPercent: row.wms_buffer_percent,
    wmsAccountId: row.wms_account_id,
    version: row.version,
  }));
}

export async function insertLocations(
  client: PoolClient,
  tenantId: string,
  locations: readonly LocationWrite[],
  createdAt: number,
): Promise<void> {
  if (locations.length === 0) return;
  const added = locations.map((location) => ({ ...location, createdAt }));
  await send(client, INSERT_LOCATIONS, [tenantId, ...arrays(ADDED, added)]);
}

export async function updateLocations(
  client: PoolClient,
  tenantId: string,
  locations: readonly LocationWrite[],
): Promise<void> {
  if (locations.length === 0) return;
  const changed = arrays(KEPT, locations);
  await send(client, UPDATE_LOCATIONS, [locations.length, tenantId, ...changed]);
}
