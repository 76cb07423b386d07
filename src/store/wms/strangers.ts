import type { Pool } from "pg";

import type { Stranger } from "../../core/decision.ts";
import type { Uuid } from "../../core/stock.ts";
import { withConnection } from "../sql/connection.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { begin, commit, writingOn } from "../sql/session.ts";
import { msOf, send, settled, type Statement } from "../sql/statement.ts";

const KEEP: Statement = {
  name: "keep_wms_strangers",
  text: `
    insert into wms_stranger (tenant_id, location, sku, lot, units, seen_at)
    select $1, $2, given.sku, given.lot, given.units, clock_timestamp()
      from unnest($3::text[], $4::text[], $5::bigint[]) as given (sku, lot, units)
        on conflict (tenant_id, location, sku, lot) do update
       set units = excluded.units, seen_at = excluded.seen_at`,
};

const LIST: Statement = {
  name: "list_wms_strangers",
  text: `
    select w.location, w.sku, w.lot, w.units, ${msOf("w.seen_at")} as seen_at
      from wms_stranger w
     where w.tenant_id = $1 and w.units > 0
       and not exists (select from item where tenant_id = $1 and sku = w.sku)
     order by w.location, w.sku, w.lot
     limit $2`,
};

/** A row that a warehouse system shows and no item of ours names. */
export interface KnownStranger extends Stranger {
  readonly location: string;
  readonly seenAt: number;
}

/** Remembers what a page listed that no item names. It is commentary: no stock comes of it. */
export async function keepStrangers(
  pool: Pool,
  tenantId: Uuid,
  location: string,
  strangers: readonly Stranger[],
): Promise<void> {
  if (strangers.length === 0) return;
  const once = new Map(strangers.map((stranger) => [`${stranger.sku}\n${stranger.lot}`, stranger]));
  const rows = [...once.values()];
  const columns = [
    rows.map(({ sku }) => sku),
    rows.map(({ lot }) => lot ?? ""),
    rows.map(({ units }) => units),
  ];
  await withConnection(pool, async (client) => {
    const begun = begin(client, writingOn(0), tenantId);
    const kept = send(client, KEEP, [tenantId, location, ...columns]);
    await settled([begun, kept, commit(client)]);
  });
}

/** What warehouse systems show and no item names, by location, SKU and lot. */
export async function listStrangers(
  pool: Pool,
  tenantId: Uuid,
  limit: number,
): Promise<KnownStranger[]> {
  interface Row {
    readonly location: string;
    readonly sku: string;
    readonly lot: string;
    readonly units: bigint;
    readonly seen_at: number;
  }
  const rows = await readTransaction(pool, tenantId, async (client) => {
    return (await send<Row>(client, LIST, [tenantId, limit])).rows;
  });
  return rows.map(({ lot, seen_at: seenAt, ...row }) => {
    return { ...row, lot: lot === "" ? null : lot, seenAt };
  });
}
