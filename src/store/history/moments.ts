import type { Instant } from "../../core/instant.ts";
import type { PoolClient } from "pg";
import { NOW } from "../reads/clock.ts";
import { fromMs, send, type Statement } from "../sql/statement.ts";

/**
 * The last entry recorded by each moment. Numbers have no gaps and recorded times never fall as they rise, so that the
 * journal is searched by halves: no index on time is needed.
 */
const SEQ_BY: Statement = {
  name: "find_seq_by_moment",
  text: `
    with recursive half (at, low, high) as (
      select ${fromMs("wanted.at")}, 0::bigint, h.seq + 1
        from unnest($2::float8[]) with ordinality as wanted (at, place)
       cross join lateral (select seq from head where tenant_id = $1) as h
       union all
      select s.at,
             case when e.recorded_at <= s.at then s.middle else s.low end,
             case when e.recorded_at <= s.at then s.high else s.middle end
        from (select *, (low + high) / 2 as middle from half where high - low > 1) as s
       cross join lateral (
         select recorded_at from entry where tenant_id = $1 and seq = s.middle limit 1) as e)
    select (extract(epoch from at) * 1000)::float8 as at, low as seq from half
     where high - low = 1`,
};

const READ_NOW: Statement = { name: "read_history_moment", text: `select ${NOW}` };

/** The moment that a read speaks of. */
export async function readNow(client: PoolClient, tenantId: string): Promise<Instant> {
  const { rows } = await send<{ now: number }>(client, READ_NOW, [tenantId]);
  return rows[0]?.now ?? 0;
}

/** The number of the last entry recorded by each of these moments; 0: none was. Moments that are null are left out. */
export async function seqsBy(
  client: PoolClient,
  tenantId: string,
  moments: readonly (Instant | null)[],
): Promise<Map<Instant, bigint>> {
  const wanted = [...new Set(moments)].filter((at) => at !== null);
  if (wanted.length === 0) return new Map();
  const { rows } = await send<{ at: number; seq: bigint }>(client, SEQ_BY, [tenantId, wanted]);
  return new Map(rows.map(({ at, seq }) => [Math.round(at), seq]));
}
