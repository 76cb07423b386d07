import { Migration } from "@mikro-orm/migrations";

import { TRANSFER_GRANTS } from "./grants.ts";

/** Units that move between locations, and counts of what is there. */
export class Migration0010Transfers extends Migration {
  override up(): void {
    this.addSql(
      `create table "count_record" ("tenant_id" uuid not null, "seq" bigint not null, "count_id" uuid not null, "line" int not null, "counted" bigint not null, "on_hand" bigint not null, primary key ("tenant_id", "seq", "count_id", "line"))`,
    );
    this.addSql(
      `create table "stock_count" ("tenant_id" uuid not null, "id" uuid not null, "location_id" uuid not null, "scope" text not null, "approval_threshold" bigint null, "reference" text not null default '', "state" text not null, "lines" int not null, "recorded" int not null, "uncorrected" int not null, "surplus" bigint not null, "missing" bigint not null, "created_at" timestamptz(3) not null, "closed_at" timestamptz(3) null, "version" bigint not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(`create index "count_at" on "stock_count" ("tenant_id", "location_id", "id")`);
    this.addSql(
      `create index count_unfinished on stock_count (tenant_id, location_id, id) where closed_at is null`,
    );
    this.addSql(
      `create index count_closed on stock_count (tenant_id, location_id, closed_at) where state = 'closed'`,
    );
    this.addSql(
      `create table "count_line" ("tenant_id" uuid not null, "count_id" uuid not null, "line" int not null, "item_id" uuid not null, "lot_id" uuid null, "counted" bigint null, "on_hand" bigint null, "corrected" bigint null, "recorded_at" timestamptz(3) null, primary key ("tenant_id", "count_id", "line"))`,
    );
    this.addSql(
      `create unique index count_place on count_line (tenant_id, count_id, item_id, lot_id) nulls not distinct`,
    );
    this.addSql(
      `create table "transfer" ("tenant_id" uuid not null, "id" uuid not null, "from_location_id" uuid not null, "to_location_id" uuid not null, "reference" text not null default '', "state" text not null, "in_transit" bigint not null, "created_at" timestamptz(3) not null, "expected_at" timestamptz(3) null, "shipped_at" timestamptz(3) null, "closed_at" timestamptz(3) null, "version" bigint not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(`create index "transfer_to" on "transfer" ("tenant_id", "to_location_id", "id")`);
    this.addSql(
      `create index "transfer_from" on "transfer" ("tenant_id", "from_location_id", "id")`,
    );
    this.addSql(
      `create index transfer_unfinished on transfer (tenant_id, id) where closed_at is null`,
    );
    this.addSql(
      `create table "transfer_line" ("tenant_id" uuid not null, "transfer_id" uuid not null, "line" int not null, "item_id" uuid not null, "lot_id" uuid null, "quantity" bigint not null, primary key ("tenant_id", "transfer_id", "line"))`,
    );
    this.addSql(
      `create table "transfer_parcel" ("tenant_id" uuid not null, "transfer_id" uuid not null, "line" int not null, "number" int not null, "from_stock_id" uuid not null, "to_stock_id" uuid not null, "shipped" bigint not null, "received" bigint not null, "damaged" bigint not null, "lost" bigint not null, "returned" bigint not null, "in_transit" bigint not null, primary key ("tenant_id", "transfer_id", "line", "number"))`,
    );
    this.addSql(
      `create index transfer_parcel_under_way on transfer_parcel (tenant_id, to_stock_id, transfer_id) where in_transit > 0`,
    );
    this.addSql(
      `create table "transfer_step" ("tenant_id" uuid not null, "seq" bigint not null, "transfer_id" uuid not null, "line" int not null, "number" int not null, "shipped" bigint not null, "received" bigint not null, "damaged" bigint not null, "lost" bigint not null, "returned" bigint not null, primary key ("tenant_id", "seq", "transfer_id", "line", "number"))`,
    );
    this.addSql(`create index "stock_at" on "stock" ("tenant_id", "location_id", "id")`);
    this.addSql(
      `alter table "count_record" add constraint "nothing_below_zero" check (counted >= 0 and on_hand >= 0)`,
    );
    this.addSql(`alter table "count_record" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "count_record" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "scope_is_known" check (scope in ('all', 'listed', 'not_counted'))`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "state_is_known" check (state in ('open', 'awaiting_approval', 'closing', 'closed', 'cancelled'))`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "state_tells_end" check ((state in ('closed', 'cancelled')) = (closed_at is not null))`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "lines_add_up" check (uncorrected >= 0 and recorded >= uncorrected and lines >= recorded and lines <= 10000)`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "closed_is_corrected" check (state <> 'closed' or uncorrected = 0)`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "nothing_below_zero" check (surplus >= 0 and missing >= 0)`,
    );
    this.addSql(`alter table "stock_count" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "stock_count" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "count_line" add constraint "recorded_as_a_whole" check ((counted is null) = (on_hand is null) and (counted is null) = (recorded_at is null))`,
    );
    this.addSql(
      `alter table "count_line" add constraint "corrected_once_recorded" check (corrected is null or counted is not null)`,
    );
    this.addSql(
      `alter table "count_line" add constraint "counts_are_bounded" check (counted >= 0 and counted <= 1000000000000000 and on_hand >= 0)`,
    );
    this.addSql(
      `alter table "count_line" add constraint "corrected_as_counted" check (corrected is null or (corrected >= least(0, counted - on_hand) and corrected <= greatest(0, counted - on_hand)))`,
    );
    this.addSql(`alter table "count_line" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "count_line" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "transfer" add constraint "state_is_known" check (state in ('open', 'in_transit', 'received', 'cancelled'))`,
    );
    this.addSql(
      `alter table "transfer" add constraint "state_tells_transit" check ((state = 'in_transit') = (in_transit > 0))`,
    );
    this.addSql(
      `alter table "transfer" add constraint "state_tells_end" check ((state in ('received', 'cancelled')) = (closed_at is not null))`,
    );
    this.addSql(
      `alter table "transfer" add constraint "leads_elsewhere" check (from_location_id <> to_location_id)`,
    );
    this.addSql(`alter table "transfer" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "transfer" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "transfer_line" add constraint "asks_for_something" check (quantity > 0)`,
    );
    this.addSql(`alter table "transfer_line" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "transfer_line" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "transfer_parcel" add constraint "units_are_conserved" check (shipped = received + damaged + lost + returned + in_transit)`,
    );
    this.addSql(
      `alter table "transfer_parcel" add constraint "nothing_below_zero" check (shipped > 0 and received >= 0 and damaged >= 0 and lost >= 0 and returned >= 0 and in_transit >= 0)`,
    );
    this.addSql(
      `alter table "transfer_parcel" add constraint "nothing_beyond_limit" check (shipped <= 1000000000000000)`,
    );
    this.addSql(`alter table "transfer_parcel" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "transfer_parcel" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "transfer_step" add constraint "nothing_below_zero" check (shipped >= 0 and received >= 0 and damaged >= 0 and lost >= 0 and returned >= 0)`,
    );
    this.addSql(`alter table "transfer_step" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "transfer_step" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    for (const grant of TRANSFER_GRANTS) this.addSql(grant);
  }
}
