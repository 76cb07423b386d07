import type { ClientBase } from "pg";

import type { Count, CountScope, CountState } from "../../../core/count/count.ts";
import { msOf, send, type Statement } from "../../sql/statement.ts";

/** The columns of a count, of the aliases `c` for it and `place` for its location. */
export const COUNT_COLUMNS = `
  c.id, c.location_id, place.code as location, c.scope, c.approval_threshold, c.reference, c.state,
  c.lines, c.recorded, c.uncorrected, c.surplus, c.missing, c.version,
  ${msOf("c.created_at")} as created_at, ${msOf("c.closed_at")} as closed_at`;

/** The location of a count. */
export const PLACE_OF_COUNT = `
  cross join lateral (
    select code from location where tenant_id = $1 and id = c.location_id limit 1) as place`;

const FIND_COUNTS: Statement = {
  name: "find_counts",
  text: `
    select ${COUNT_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from stock_count where tenant_id = $1 and id = wanted.id limit 1) as c
     ${PLACE_OF_COUNT}`,
};

const FIND_COUNTS_AT: Statement = {
  name: "find_counts_at",
  text: `
    select ${COUNT_COLUMNS}
      from unnest($2::text[]) as wanted (code)
     cross join lateral (
       select id, code from location where tenant_id = $1 and code = wanted.code limit 1) as place
     cross join lateral (
       select * from stock_count
        where tenant_id = $1 and location_id = place.id and closed_at is null
       offset 0) as c`,
};

export interface CountRow {
  readonly id: string;
  readonly location_id: string;
  readonly location: string;
  readonly scope: CountScope;
  readonly approval_threshold: bigint | null;
  readonly reference: string;
  readonly state: CountState;
  readonly lines: number;
  readonly recorded: number;
  readonly uncorrected: number;
  readonly surplus: bigint;
  readonly missing: bigint;
  readonly version: bigint;
  readonly created_at: number;
  readonly closed_at: number | null;
}

/** Counts by their ids. Ids that do not exist are left out. @param ids each once */
export async function findCounts(
  client: ClientBase,
  tenantId: string,
  ids: readonly string[],
): Promise<Count[]> {
  if (ids.length === 0) return [];
  const { rows } = await send<CountRow>(client, FIND_COUNTS, [tenantId, ids]);
  return rows.map(countOf);
}

/** The counts that are under way at locations, by their codes. */
export async function findCountsAt(
  client: ClientBase,
  tenantId: string,
  locations: readonly string[],
): Promise<Count[]> {
  if (locations.length === 0) return [];
  const { rows } = await send<CountRow>(client, FIND_COUNTS_AT, [tenantId, locations]);
  return rows.map(countOf);
}

export function countOf(row: CountRow): Count {
  const { lines, recorded, uncorrected, surplus, missing } = row;
  return {
    id: row.id,
    locationId: row.location_id,
    location: row.location,
    scope: row.scope,
    approvalThreshold: row.approval_threshold,
    reference: row.reference,
    state: row.state,
    createdAt: row.created_at,
    closedAt: row.closed_at,
    totals: { lines, recorded, uncorrected, surplus, missing },
    version: Number(row.version),
  };
}
