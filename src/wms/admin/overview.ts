import type { MikroORM } from "@mikro-orm/postgresql";

import type { Instant } from "../../core/instant.ts";
import { msOf } from "../../store/sql/statement.ts";

/** A place of an account, and how it is kept in step. */
export interface PlaceOverview {
  readonly tenant: string;
  readonly location: string;
  readonly warehouse: string;
  readonly owner: string;
  /** When its last complete walk was begun, or null. */
  readonly walkedAt: Instant | null;
  /** Orders and cancellations that wait to be pushed. */
  readonly waiting: number;
  readonly parked: number;
}

/** Events of a place that wait or are parked. */
export interface EventsOverview {
  readonly warehouse: string;
  readonly owner: string;
  readonly isLinked: boolean;
  readonly waiting: number;
  readonly parked: number;
}

/** An account with everything that an operator looks for first. */
export interface AccountOverview {
  readonly code: string;
  readonly baseUrl: string;
  readonly isPaused: boolean;
  readonly places: readonly PlaceOverview[];
  readonly events: readonly EventsOverview[];
  /** What failed in the last round of each job, where it did. */
  readonly failures: readonly { readonly job: string; readonly error: string }[];
}

interface AccountRow {
  readonly id: string;
  readonly code: string;
  readonly base_url: string;
  readonly is_paused: boolean;
}

const ACCOUNTS = `
  select id, code, base_url, paused_at is not null as is_paused from wms_account order by code`;

const PLACES = `
  select p.account_id, t.code as tenant, l.code as location, p.warehouse, p.owner,
         ${msOf("l.wms_seen_at")} as "walkedAt",
         (select count(*)::int from wms_order o
           where o.tenant_id = p.tenant_id and o.location = l.code and o.is_due) as waiting,
         (select count(*)::int from wms_order o
           where o.tenant_id = p.tenant_id and o.location = l.code and o.parked) as parked
    from wms_place p
    join tenant t on t.id = p.tenant_id
    join location l on l.tenant_id = p.tenant_id and l.id = p.location_id
   order by t.code, l.code`;

/** Hints about orders belong to no place, and are never parked. */
const EVENTS = `
  select i.account_id, i.warehouse, i.owner, p.account_id is not null as "isLinked",
         i.waiting, i.parked
    from (select account_id, body ->> 'warehouse' as warehouse, body ->> 'owner' as owner,
                 (count(*) filter (where state = 'waiting'))::int as waiting,
                 (count(*) filter (where state = 'parked'))::int as parked
            from wms_inbox where state <> 'applied' and body ->> 'warehouse' is not null
           group by 1, 2, 3) as i
    left join wms_place p
           on p.account_id = i.account_id and p.warehouse = i.warehouse and p.owner = i.owner
   order by i.warehouse, i.owner`;

const FAILURES = `
  select account_id, job, last_error as error from wms_lease where last_error <> '' order by job`;

type Of<T> = T & { readonly account_id: string };

/** All accounts, by code. The owner of the tables looks past the walls between tenants. */
export async function overviewOf(orm: MikroORM): Promise<AccountOverview[]> {
  const em = orm.em.fork();
  const accounts = await em.execute<AccountRow[]>(ACCOUNTS);
  const places = await em.execute<Of<PlaceOverview>[]>(PLACES);
  const events = await em.execute<Of<EventsOverview>[]>(EVENTS);
  const failures = await em.execute<Of<{ job: string; error: string }>[]>(FAILURES);
  const ofAccount = <T>(rows: readonly Of<T>[], id: string): Of<T>[] =>
    rows.filter((row) => row.account_id === id);
  return accounts.map(({ id, code, base_url: baseUrl, is_paused: isPaused }) => ({
    code,
    baseUrl,
    isPaused,
    places: ofAccount(places, id),
    events: ofAccount(events, id),
    failures: ofAccount(failures, id),
  }));
}
