import { Migration } from "@mikro-orm/migrations";

import { GRANTS, SERVICE_ROLE_SQL } from "./grants.ts";

/** The books: every table of the first landing, its walls, and what the service's role may do. */
export class Migration0001Books extends Migration {
  override up(): void {
    this.addSql(SERVICE_ROLE_SQL);
    this.addSql(
      `create table "api_key" ("id" uuid not null, "name" text not null, "role" text not null, "hash" bytea not null, "prefix" text not null, "created_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`alter table "api_key" add constraint "api_key_hash" unique ("hash")`);
    this.addSql(
      `alter table "api_key" add constraint "role_is_known" check (role in ('admin', 'service'))`,
    );
    this.addSql(
      `create table "tenant" ("id" uuid not null, "code" text collate "C" not null, "name" text not null, "created_at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(`alter table "tenant" add constraint "tenant_code" unique ("code")`);
    this.addSql(
      `create table "reservation" ("tenant_id" uuid not null, "id" uuid not null, "order_ref" text not null default '', "lines" jsonb not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) null, "ttl_ms" bigint null, "held" bigint not null, "committed" bigint not null, "fulfilled" bigint not null, "released_at" timestamptz(3) null, "expired_at" timestamptz(3) null, "version" bigint not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(
      `create index "reservation_due" on "reservation" ("tenant_id", "expires_at", "id") where held > 0`,
    );
    this.addSql(
      `create index "reservation_order_ref" on "reservation" ("tenant_id", "order_ref", "id") where order_ref <> ''`,
    );
    this.addSql(
      `alter table "reservation" add constraint "nothing_below_zero" check (held >= 0 and committed >= 0 and fulfilled >= 0)`,
    );
    this.addSql(
      `alter table "reservation" add constraint "ends_with_ttl" check ((expires_at is null) = (ttl_ms is null))`,
    );
    this.addSql(
      `create table "location" ("tenant_id" uuid not null, "id" uuid not null, "code" text collate "C" not null, "name" text not null default '', "kind" text not null default 'warehouse', "fulfilment" text not null default 'immediate', "sourcing_priority" int not null default 0, "safety_stock" bigint not null default '0', "time_zone" text not null default 'UTC', "created_at" timestamptz(3) not null, "archived_at" timestamptz(3) null, "version" int not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(
      `alter table "location" add constraint "location_code" unique ("tenant_id", "code")`,
    );
    this.addSql(
      `alter table "location" add constraint "code_is_named" check (code <> '' and length(code) <= 100)`,
    );
    this.addSql(
      `alter table "location" add constraint "kind_is_known" check (kind in ('warehouse', 'store', 'hub'))`,
    );
    this.addSql(
      `alter table "location" add constraint "fulfilment_is_known" check (fulfilment in ('immediate', 'deferred'))`,
    );
    this.addSql(
      `alter table "location" add constraint "safety_stock_is_bounded" check (safety_stock >= 0 and safety_stock <= 1000000000000)`,
    );
    this.addSql(
      `create table "item" ("tenant_id" uuid not null, "id" uuid not null, "sku" text collate "C" not null, "name" text not null default '', "seller" text not null default '', "lot_tracked" boolean not null default false, "unit" text not null default 'piece', "display_scale" int not null default 0, "created_at" timestamptz(3) not null, "archived_at" timestamptz(3) null, "version" int not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(`alter table "item" add constraint "item_sku" unique ("tenant_id", "sku")`);
    this.addSql(
      `alter table "item" add constraint "sku_is_named" check (sku <> '' and length(sku) <= 100)`,
    );
    this.addSql(
      `alter table "item" add constraint "scale_is_digits" check (display_scale >= 0 and display_scale <= 9)`,
    );
    this.addSql(
      `create table "lot" ("tenant_id" uuid not null, "id" uuid not null, "item_id" uuid not null, "number" text collate "C" not null, "expires_at" timestamptz(3) null, "supplier" text null, "unit_cost" numeric(18,6) null, "cost_currency" text null, "received_at" timestamptz(3) not null, "barred_at" timestamptz(3) null, "version" int not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(
      `alter table "lot" add constraint "lot_number" unique ("tenant_id", "item_id", "number")`,
    );
    this.addSql(
      `alter table "lot" add constraint "number_is_named" check (number <> '' and length(number) <= 100)`,
    );
    this.addSql(
      `alter table "lot" add constraint "cost_has_currency" check ((unit_cost is null) = (cost_currency is null))`,
    );
    this.addSql(`alter table "lot" add constraint "cost_is_not_negative" check (unit_cost >= 0)`);
    this.addSql(
      `create table "stock" ("tenant_id" uuid not null, "id" uuid not null, "item_id" uuid not null, "location_id" uuid not null, "lot_id" uuid null, "on_hand" bigint not null default '0', "damaged" bigint not null default '0', "quarantined" bigint not null default '0', "withheld" bigint not null default '0', "wms_unallocatable" bigint not null default '0', "held" bigint not null default '0', "committed" bigint not null default '0', "in_transit" bigint not null default '0', "shortfall" bigint not null default '0', "version" bigint not null default 1, primary key ("tenant_id", "id"))`,
    );
    this.addSql(
      `create unique index stock_place on stock (tenant_id, item_id, location_id, lot_id) nulls not distinct`,
    );
    this.addSql(
      `alter table "stock" add constraint "nothing_below_zero" check (on_hand >= 0 and damaged >= 0 and quarantined >= 0 and withheld >= 0 and wms_unallocatable >= 0 and held >= 0 and committed >= 0 and in_transit >= 0)`,
    );
    this.addSql(
      `alter table "stock" add constraint "nothing_beyond_limit" check (on_hand <= 1000000000000000 and damaged <= 1000000000000000 and quarantined <= 1000000000000000 and withheld <= 1000000000000000 and wms_unallocatable <= 1000000000000000 and held <= 1000000000000000 and committed <= 1000000000000000 and in_transit <= 1000000000000000)`,
    );
    this.addSql(
      `alter table "stock" add constraint "shortfall_is_told" check (shortfall = greatest(0, damaged + quarantined + withheld + wms_unallocatable + held + committed - on_hand))`,
    );
    this.addSql(
      `create table "allocation" ("tenant_id" uuid not null, "reservation_id" uuid not null, "line" int not null, "number" int not null, "stock_id" uuid not null, "quantity" bigint not null, "held" bigint not null, "committed" bigint not null, "fulfilled" bigint not null, "released" bigint not null, "expired" bigint not null, "expires_at" timestamptz(3) null, primary key ("tenant_id", "reservation_id", "line", "number"))`,
    );
    this.addSql(
      `create index allocation_held on allocation (tenant_id, stock_id, expires_at, reservation_id) where held > 0`,
    );
    this.addSql(
      `alter table "allocation" add constraint "units_are_conserved" check (quantity = held + committed + fulfilled + released + expired)`,
    );
    this.addSql(
      `alter table "allocation" add constraint "nothing_below_zero" check (held >= 0 and committed >= 0 and fulfilled >= 0 and released >= 0 and expired >= 0)`,
    );
    this.addSql(
      `create table "head" ("tenant_id" uuid not null, "seq" bigint not null default '0', "recorded_at" timestamptz(3) not null, primary key ("tenant_id"))`,
    );
    this.addSql(
      `create table "entry" ("tenant_id" uuid not null, "seq" bigint not null, "kind" text not null, "id" uuid not null, "source" text not null, "request_id" text collate "C" not null, "method" text not null, "fingerprint" text not null, "actor" text not null, "reservation_id" uuid null, "occurred_at" timestamptz(3) not null, "recorded_at" timestamptz(3) not null, "reason" text not null default '', "reference" text not null default '', primary key ("tenant_id", "seq", "kind"))`,
    );
    this.addSql(`alter table "entry" add constraint "entry_seq" unique ("tenant_id", "seq")`);
    this.addSql(
      `alter table "entry" add constraint "entry_request" unique ("tenant_id", "source", "request_id")`,
    );
    this.addSql(
      `alter table "entry" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'create_item', 'create_location'))`,
    );
    this.addSql(`alter table "entry" add constraint "seq_starts_at_one" check (seq >= 1)`);
    this.addSql(
      `alter table "entry" add constraint "happened_before_told" check (occurred_at <= recorded_at)`,
    );
    this.addSql(
      `create table "posting" ("tenant_id" uuid not null, "seq" bigint not null, "kind" text not null, "stock_id" uuid not null, "on_hand_delta" bigint not null, "damaged_delta" bigint not null, "quarantined_delta" bigint not null, "withheld_delta" bigint not null, "wms_unallocatable_delta" bigint not null, "held_delta" bigint not null, "committed_delta" bigint not null, "in_transit_delta" bigint not null, "on_hand_after" bigint not null, "damaged_after" bigint not null, "quarantined_after" bigint not null, "withheld_after" bigint not null, "wms_unallocatable_after" bigint not null, "held_after" bigint not null, "committed_after" bigint not null, "in_transit_after" bigint not null, primary key ("tenant_id", "seq", "kind", "stock_id"))`,
    );
    this.addSql(
      `alter table "posting" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'create_item', 'create_location'))`,
    );
    this.addSql(
      `alter table "posting" add constraint "balances_are_bounded" check (on_hand_after >= 0 and on_hand_after <= 1000000000000000 and damaged_after >= 0 and damaged_after <= 1000000000000000 and quarantined_after >= 0 and quarantined_after <= 1000000000000000 and withheld_after >= 0 and withheld_after <= 1000000000000000 and wms_unallocatable_after >= 0 and wms_unallocatable_after <= 1000000000000000 and held_after >= 0 and held_after <= 1000000000000000 and committed_after >= 0 and committed_after <= 1000000000000000 and in_transit_after >= 0 and in_transit_after <= 1000000000000000)`,
    );
    this.addSql(
      `alter table "posting" add constraint "only_truth_raises_a_shortfall" check (kind = 'adjust' or greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - on_hand_after) <= greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - (damaged_delta + quarantined_delta + withheld_delta + wms_unallocatable_delta + held_delta + committed_delta) - on_hand_after + on_hand_delta))`,
    );
    this.addSql(
      `create table "api_key_tenant" ("api_key_id" uuid not null, "tenant_id" uuid not null, primary key ("api_key_id", "tenant_id"))`,
    );
    this.addSql(
      `alter table "location" add constraint "location_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "item" add constraint "item_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "lot" add constraint "lot_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "lot" add constraint "lot_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "item" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "stock" add constraint "stock_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "stock" add constraint "stock_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "item" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "stock" add constraint "stock_tenant_id_location_id_foreign" foreign key ("tenant_id", "location_id") references "location" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "stock" add constraint "stock_tenant_id_lot_id_foreign" foreign key ("tenant_id", "lot_id") references "lot" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "head" add constraint "head_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "posting" add constraint "posting_tenant_id_seq_kind_foreign" foreign key ("tenant_id", "seq", "kind") references "entry" ("tenant_id", "seq", "kind") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "api_key_tenant" add constraint "api_key_tenant_api_key_id_foreign" foreign key ("api_key_id") references "api_key" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "api_key_tenant" add constraint "api_key_tenant_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(`alter table "reservation" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "reservation" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "location" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "location" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "item" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "item" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "lot" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "lot" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "stock" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "stock" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "allocation" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "allocation" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "head" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "head" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "entry" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "entry" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(`alter table "posting" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "posting" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    for (const grant of GRANTS) this.addSql(grant);
  }
}
