import type { Pool } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import { askPlatform } from "../sql/platform.ts";
import { fromMs, type Statement } from "../sql/statement.ts";
import type { WmsPlaceLink } from "./accounts.ts";
import {
  entryOf,
  INBOX_COLUMNS,
  type InboxEntry,
  type InboxRow,
  type InboxState,
} from "./inbox.ts";

/** Where a page of events ended: when the last one was stored, and a hash of its id. */
export interface InboxKey {
  readonly receivedAt: Instant;
  /** In the form of a UUID. */
  readonly idHash: Uuid;
}

/** An event, with what the next page begins after. */
export interface ListedEvent extends InboxEntry {
  readonly key: InboxKey;
}

type Places = readonly Pick<WmsPlaceLink, "warehouse" | "owner">[];

/** Most events are applied. Those that are not have an index of their own. */
function listing(name: string, where: string): Statement {
  return {
    name,
    text: `
      select i.*
        from unnest($2::text[], $3::text[]) as place (warehouse, owner)
       cross join lateral (
         select ${INBOX_COLUMNS}, md5(event_id)::uuid as id_hash
           from wms_inbox
          where account_id = $1 and body ->> 'warehouse' = place.warehouse
            and body ->> 'owner' = place.owner and ${where}
            and received_at >= ${fromMs("$5")}
            and (received_at > ${fromMs("$5")} or md5(event_id)::uuid > $6::uuid)
          order by wms_inbox.received_at, md5(event_id)::uuid limit $7) as i
       order by i.received_at, i.id_hash limit $7`,
  };
}

const LIST = listing("list_wms_events", "($4::text is null or state = $4)");
const LIST_TO_DO = listing("list_wms_events_to_do", "state <> 'applied' and state = $4");

const REPLAY: Statement = {
  name: "replay_wms_events",
  text: `
    update wms_inbox set state = 'waiting', reason = ''
     where account_id = $1 and event_id = any($4::text[]) and state = 'parked'
       and (body ->> 'warehouse', body ->> 'owner')
           in (select * from unnest($2::text[], $3::text[]))
    returning event_id`,
};

const COUNT: Statement = {
  name: "count_wms_events",
  text: `
    select count(*) filter (where i.state = 'waiting') as waiting,
           count(*) filter (where i.state = 'parked') as parked
      from unnest($2::text[], $3::text[]) as place (warehouse, owner)
     cross join lateral (
       select state from wms_inbox
        where account_id = $1 and body ->> 'warehouse' = place.warehouse
          and body ->> 'owner' = place.owner and state <> 'applied') as i`,
};

/** Events of places, oldest first. @param state null: any */
export async function listWmsEvents(
  pool: Pool,
  accountId: Uuid,
  places: Places,
  state: InboxState | null,
  page: { readonly after: InboxKey; readonly limit: number },
): Promise<ListedEvent[]> {
  const { after, limit } = page;
  const statement = state === "waiting" || state === "parked" ? LIST_TO_DO : LIST;
  const from = [after.receivedAt, after.idHash, limit];
  const values = [accountId, ...namesOf(places), state, ...from];
  type Row = InboxRow & { readonly id_hash: string };
  const { rows } = await askPlatform<Row>(pool, statement, values);
  return rows.map((row) => {
    const entry = entryOf(row);
    return { ...entry, key: { receivedAt: entry.receivedAt, idHash: row.id_hash } };
  });
}

/** Lets parked events of places be applied again. @returns the ids of those that were parked */
export async function replayWmsEvents(
  pool: Pool,
  accountId: Uuid,
  places: Places,
  eventIds: readonly string[],
): Promise<string[]> {
  const values = [accountId, ...namesOf(places), eventIds];
  const { rows } = await askPlatform<{ event_id: string }>(pool, REPLAY, values);
  return rows.map(({ event_id }) => event_id);
}

/** How many events of places wait, and how many are parked. */
export async function countWmsEvents(
  pool: Pool,
  accountId: Uuid,
  places: Places,
): Promise<{ readonly waiting: bigint; readonly parked: bigint }> {
  type Counts = { readonly waiting: bigint; readonly parked: bigint };
  const { rows } = await askPlatform<Counts>(pool, COUNT, [accountId, ...namesOf(places)]);
  return rows[0] ?? { waiting: 0n, parked: 0n };
}

function namesOf(places: Places): [string[], string[]] {
  return [places.map(({ warehouse }) => warehouse), places.map(({ owner }) => owner)];
}
