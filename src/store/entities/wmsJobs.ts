import { defineEntity, p } from "@mikro-orm/core";

import { WmsAccountEntity } from "./wmsAccount.ts";

/** What became of a stored event. */
export const INBOX_STATES = ["waiting", "applied", "parked"] as const;

/** An event as it arrived: stored first, acknowledged, applied later. Belongs to the platform. */
export const WmsInboxEntity = defineEntity({
  name: "WmsInbox",
  tableName: "wms_inbox",
  properties: {
    account: () =>
      p
        .manyToOne(WmsAccountEntity)
        .primary()
        .joinColumn("account_id")
        .updateRule("no action")
        .deleteRule("no action"),
    eventId: p.text().collation("C").primary(),
    body: p.json<unknown>(),
    receivedAt: p.datetime(3),
    state: p.text().$type<(typeof INBOX_STATES)[number]>().default("waiting"),
    /** Why it is parked, or why it waits still. */
    reason: p.text().default(""),
    tries: p.integer().default(0),
    doneAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: "wms_inbox_waiting",
      expression:
        "create index wms_inbox_waiting on wms_inbox (account_id, received_at, event_id) where state = 'waiting'",
    },
    // By place, because a place is one tenant's.
    {
      name: "wms_inbox_place",
      expression:
        "create index wms_inbox_place on wms_inbox (account_id, (body ->> 'warehouse'), (body ->> 'owner'), received_at)",
    },
    {
      name: "wms_inbox_to_do",
      expression:
        "create index wms_inbox_to_do on wms_inbox (account_id, (body ->> 'warehouse'), (body ->> 'owner'), received_at) where state <> 'applied'",
    },
  ],
  checks: [
    { name: "state_is_known", expression: `state in ('${INBOX_STATES.join("', '")}')` },
    { name: "event_is_named", expression: "event_id <> '' and length(event_id) <= 200" },
  ],
});

/** Jobs of an account that one process at a time does. */
export const WMS_JOBS = ["push", "walk", "ask", "poll", "apply"] as const;

/** Who does a job of an account, and until when nobody else may. Belongs to the platform. */
export const WmsLeaseEntity = defineEntity({
  name: "WmsLease",
  tableName: "wms_lease",
  properties: {
    account: () =>
      p
        .manyToOne(WmsAccountEntity)
        .primary()
        .joinColumn("account_id")
        .updateRule("no action")
        .deleteRule("no action"),
    job: p.text().$type<(typeof WMS_JOBS)[number]>().primary(),
    holder: p.uuid(),
    until: p.datetime(3),
    /** Where the job is: the cursor of the events, for one. */
    cursor: p.text().nullable(),
    doneAt: p.datetime(3).nullable(),
    /** Somebody asked that it be done now. */
    wantedAt: p.datetime(3).nullable(),
    lastError: p.text().default(""),
    lastRun: p.bigint().nullable(),
  },
  checks: [{ name: "job_is_known", expression: `job in ('${WMS_JOBS.join("', '")}')` }],
});
