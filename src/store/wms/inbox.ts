import type { Pool } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import type { INBOX_STATES } from "../entities/wmsJobs.ts";
import { askPlatform } from "../sql/platform.ts";
import { msOf, type Statement } from "../sql/statement.ts";

export type InboxState = (typeof INBOX_STATES)[number];

/** An event as it was stored. */
export interface InboxEntry {
  readonly eventId: string;
  readonly body: unknown;
  readonly receivedAt: Instant;
  readonly state: InboxState;
  readonly reason: string;
  readonly tries: number;
}

/** What became of an event that was to be applied. */
export interface InboxVerdict {
  readonly eventId: string;
  readonly state: InboxState;
  readonly reason: string;
}

const STORE: Statement = {
  name: "store_wms_events",
  text: `
    insert into wms_inbox (account_id, event_id, body, received_at)
    select $1, given.id, given.body, clock_timestamp()
      from unnest($2::text[], $3::jsonb[]) as given (id, body)
        on conflict do nothing
    returning event_id`,
};

/** The columns of a stored event. */
export const INBOX_COLUMNS = `
  event_id, body, state, reason, tries, ${msOf("received_at")} as received_at`;

const WAITING: Statement = {
  name: "find_waiting_wms_events",
  text: `
    select ${INBOX_COLUMNS} from wms_inbox
     where account_id = $1 and state = 'waiting'
     order by received_at, event_id limit $2`,
};

const SETTLE: Statement = {
  name: "settle_wms_events",
  text: `
    update wms_inbox i
       set state = given.state, reason = given.reason, tries = i.tries + 1,
           done_at = case when given.state = 'applied' then clock_timestamp() end
      from unnest($2::text[], $3::text[], $4::text[]) as given (id, state, reason)
     where i.account_id = $1 and i.event_id = given.id`,
};

/** A stored event as the table has it. */
export interface InboxRow {
  readonly event_id: string;
  readonly body: unknown;
  readonly state: InboxState;
  readonly reason: string;
  readonly tries: number;
  readonly received_at: number;
}

/** Stores events, each once. @returns how many were new */
export async function storeWmsEvents(
  pool: Pool,
  accountId: Uuid,
  events: readonly { readonly id: string; readonly body: string }[],
): Promise<number> {
  if (events.length === 0) return 0;
  const once = new Map(events.map((event) => [event.id, event.body]));
  const values = [accountId, [...once.keys()], [...once.values()]];
  const { rows } = await askPlatform(pool, STORE, values);
  return rows.length;
}

/** The oldest events that are still to be applied. */
export async function findWaitingEvents(
  pool: Pool,
  accountId: Uuid,
  limit: number,
): Promise<InboxEntry[]> {
  const { rows } = await askPlatform<InboxRow>(pool, WAITING, [accountId, limit]);
  return rows.map(entryOf);
}

/** Writes down what became of events. */
export async function settleWmsEvents(
  pool: Pool,
  accountId: Uuid,
  verdicts: readonly InboxVerdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  const ids = verdicts.map(({ eventId }) => eventId);
  const states = verdicts.map(({ state }) => state);
  const reasons = verdicts.map(({ reason }) => reason.slice(0, 500));
  await askPlatform(pool, SETTLE, [accountId, ids, states, reasons]);
}

export function entryOf(row: InboxRow): InboxEntry {
  const { event_id: eventId, body, state, reason, tries, received_at: receivedAt } = row;
  return { eventId, body, state, reason, tries, receivedAt };
}
