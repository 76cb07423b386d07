import type { Pool } from "pg";

import type { Stranger } from "../../core/decision.ts";
import type { Uuid } from "../../core/stock.ts";
import { withConnection } from "../sql/connection.ts";
import { begin, commit, writingOn } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";

const KEEP: Statement = {
  name: "keep_wms_strangers",
  text: `
    insert into wms_stranger (tenant_id, location, sku, lot, units, seen_at)
    select $1, $2, given.sku, given.lot, given.units, clock_timestamp()
      from unnest($3::text[], $4::text[], $5::bigint[]) as given (sku, lot, units)
        on conflict (tenant_id, location, sku, lot) do update
       set units = excluded.units, seen_at = excluded.seen_at`,
};

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
