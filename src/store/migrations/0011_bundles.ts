import { Migration } from "@mikro-orm/migrations";

import { BUNDLE_GRANTS } from "./grants.ts";

/** Items that are made of others, and which component of a bundle an allocation serves. */
export class Migration0011Bundles extends Migration {
  override up(): void {
    this.addSql(`alter table "item" add "is_bundle" boolean not null default false`);
    this.addSql(
      `alter table "item" add constraint "bundle_has_no_lots" check (not (is_bundle and lot_tracked))`,
    );
    this.addSql(
      `create table "item_part" ("tenant_id" uuid not null, "item_id" uuid not null, "part_item_id" uuid not null, "position" int not null, "quantity" bigint not null, primary key ("tenant_id", "item_id", "part_item_id"))`,
    );
    this.addSql(
      `create index item_part_within on item_part (tenant_id, part_item_id, item_id) where quantity > 0`,
    );
    this.addSql(
      `alter table "item_part" add constraint "quantity_is_bounded" check (quantity >= 0 and quantity <= 10000)`,
    );
    this.addSql(
      `alter table "item_part" add constraint "position_is_bounded" check (position >= 1 and position <= 50)`,
    );
    this.addSql(
      `alter table "item_part" add constraint "nothing_contains_itself" check (item_id <> part_item_id)`,
    );
    this.addSql(
      `alter table "item_part" add constraint "item_part_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "item" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "item_part" add constraint "item_part_tenant_id_part_item_id_foreign" foreign key ("tenant_id", "part_item_id") references "item" ("tenant_id", "id") on update no action on delete no action`,
    );
    this.addSql(`alter table "item_part" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "item_part" to "holdfast_service" using (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid) with check (tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid)`,
    );
    this.addSql(
      `alter table "allocation" add "component" int not null default 0, add "per_bundle" bigint not null default '1'`,
    );
    this.addSql(
      `alter table "allocation" add constraint "only_bundles_have_components" check (component >= 0 and per_bundle >= 1 and (component > 0 or per_bundle = 1))`,
    );
    for (const grant of BUNDLE_GRANTS) this.addSql(grant);
  }
}
