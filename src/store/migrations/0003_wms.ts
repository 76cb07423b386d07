import { Migration } from "@mikro-orm/migrations";

import { WMS_GRANTS } from "./grants.ts";

/** What warehouse systems tell of stock rows, the orders they are given, their events, and who does their jobs. */
export class Migration0003Wms extends Migration {
  override up(): void {
    this.addSql(
      `create table "wms_inbox" ("account_id" uuid not null, "event_id" text collate "C" not null, "body" jsonb not null, "received_at" timestamptz(3) not null, "state" text not null default 'waiting', "reason" text not null default '', "tries" int not null default 0, "done_at" timestamptz(3) null, primary key ("account_id", "event_id"))`,
    );
    this.addSql(
      `create index wms_inbox_waiting on wms_inbox (account_id, received_at, event_id) where state = 'waiting'`,
    );
    this.addSql(
      `create index wms_inbox_parked on wms_inbox (account_id, event_id) where state = 'parked'`,
    );
    this.addSql(
      `create table "wms_lease" ("account_id" uuid not null, "job" text not null, "holder" uuid not null, "until" timestamptz(3) not null, "cursor" text null, "done_at" timestamptz(3) null, "wanted_at" timestamptz(3) null, "last_error" text not null default '', "last_run" bigint null, primary key ("account_id", "job"))`,
    );
    this.addSql(
      `create table "wms_order" ("tenant_id" uuid not null, "reference" text collate "C" not null, "reservation_id" uuid not null, "location" text collate "C" not null, "status" text not null, "reason" text not null default '', "parked" boolean not null default false, "lines" jsonb not null, "created_at" timestamptz(3) not null, "sent_at" timestamptz(3) null, "cancel_sent" bigint not null default '0', "is_open" boolean not null, "is_due" boolean not null, "awaits" boolean not null, "version" bigint not null default 1, primary key ("tenant_id", "reference"))`,
    );
    this.addSql(
      `create index "wms_order_reservation" on "wms_order" ("tenant_id", "reservation_id")`,
    );
    this.addSql(
      `create index wms_order_open on wms_order (tenant_id, location, reference) where is_open`,
    );
    this.addSql(
      `create index wms_order_due on wms_order (tenant_id, location, reference) where is_due`,
    );
    this.addSql(
      `create index wms_order_awaits on wms_order (tenant_id, location, reference) where awaits`,
    );
    this.addSql(
      `create table "wms_row" ("tenant_id" uuid not null, "stock_id" uuid not null, "sight" jsonb null, "next" jsonb null, "cap" jsonb null, "raises_from" timestamptz(3) null, "events" jsonb not null, "ours" jsonb not null, "drift" bigint not null default '0', "walk" uuid null, "version" bigint not null default 1, primary key ("tenant_id", "stock_id"))`,
    );
    this.addSql(
      `create index wms_row_waits on wms_row (tenant_id, stock_id) where next is not null`,
    );
    this.addSql(
      `create index wms_row_drift on wms_row (tenant_id, stock_id) where drift <> 0 or events <> '[]'::jsonb`,
    );
    this.addSql(
      `create table "wms_stranger" ("tenant_id" uuid not null, "location" text collate "C" not null, "sku" text collate "C" not null, "lot" text collate "C" not null, "units" bigint not null, "seen_at" timestamptz(3) not null, primary key ("tenant_id", "location", "sku", "lot"))`,
    );
    this.addSql(
      `alter table "location" add "wms_account_id" uuid null, add "wms_seen_at" timestamptz(3) null, add "wms_buffer_percent" int not null default 0`,
    );
    this.addSql(
      `alter table "location" add constraint "buffer_is_bounded" check (wms_buffer_percent >= 0 and wms_buffer_percent <= 10000)`,
    );
    this.addSql(`alter table "entry" drop constraint "kind_is_known"`);
    this.addSql(
      `alter table "entry" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'change_condition', 'state_condition', 'wms_page', 'wms_event', 'wms_order', 'rehome', 'link_location', 'create_item', 'create_location'))`,
    );
    this.addSql(`alter table "posting" drop constraint "kind_is_known"`);
    this.addSql(`alter table "posting" drop constraint "only_truth_raises_a_shortfall"`);
    this.addSql(
      `alter table "posting" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'change_condition', 'state_condition', 'wms_page', 'wms_event', 'wms_order', 'rehome', 'link_location', 'create_item', 'create_location'))`,
    );
    this.addSql(
      `alter table "posting" add constraint "only_truth_raises_a_shortfall" check (kind in ('adjust', 'state_condition', 'wms_page', 'wms_event', 'wms_order') or greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - on_hand_after) <= greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - (damaged_delta + quarantined_delta + withheld_delta + wms_unallocatable_delta + held_delta + committed_delta) - on_hand_after + on_hand_delta))`,
    );
    this.addSql(
      `alter table "wms_inbox" add constraint "wms_inbox_account_id_foreign" foreign key ("account_id") references "wms_account" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "wms_inbox" add constraint "state_is_known" check (state in ('waiting', 'applied', 'parked'))`,
    );
    this.addSql(
      `alter table "wms_inbox" add constraint "event_is_named" check (event_id <> '' and length(event_id) <= 200)`,
    );
    this.addSql(
      `alter table "wms_lease" add constraint "wms_lease_account_id_foreign" foreign key ("account_id") references "wms_account" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "wms_lease" add constraint "job_is_known" check (job in ('push', 'walk', 'ask', 'poll', 'apply'))`,
    );
    this.addSql(
      `alter table "wms_order" add constraint "status_is_known" check (status in ('local', 'sending', 'acked', 'rejected', 'withdrawn'))`,
    );
    this.addSql(`alter table "wms_order" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "wms_order" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "wms_row" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "wms_row" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "wms_stranger" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "wms_stranger" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    for (const grant of WMS_GRANTS) this.addSql(grant);
  }
}
