import type { Pool } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { send, settled, type Statement } from "../sql/statement.ts";

/** Whether a name is somebody's: `-` nobody's, `a` archived, `o` open. */
export type Standing = "-" | "a" | "o";

/** One letter per name, in one text: ten thousand rows take longer to read than to find. */
const standings = (table: "item" | "location", key: "sku" | "code"): Statement => ({
  name: `standings_of_${table}s`,
  text: `
    select coalesce(string_agg(coalesce(found.standing, '-'), '' order by wanted.place), '') as standings
      from unnest($2::text[]) with ordinality as wanted (name, place)
      left join lateral (
        select case when archived_at is null then 'o' else 'a' end as standing
          from ${table} where tenant_id = $1 and ${key} = wanted.name limit 1) as found on true`,
});

const ITEMS = standings("item", "sku");
const LOCATIONS = standings("location", "code");

/** What names stand for, each in the order of its list. */
export interface Standings {
  readonly items: string;
  readonly locations: string;
}

/** Asks for SKUs and for codes, as of one moment. */
export async function readStandings(
  pool: Pool,
  tenantId: string,
  skus: readonly string[],
  codes: readonly string[],
): Promise<Standings> {
  const [items, locations] = await readTransaction(pool, tenantId, (client) =>
    settled([
      send<{ standings: string }>(client, ITEMS, [tenantId, skus]),
      send<{ standings: string }>(client, LOCATIONS, [tenantId, codes]),
    ]),
  );
  return {
    items: items.rows[0]?.standings ?? "",
    locations: locations.rows[0]?.standings ?? "",
  };
}
