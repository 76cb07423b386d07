import { Migration } from "@mikro-orm/migrations";

import { TRANSFER_GRANTS } from "./grants.ts";

/** Units that move between locations. */
export class Migration0010Transfers extends Migration {
  override up(): void {
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
