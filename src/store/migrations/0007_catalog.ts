import { Migration } from "@mikro-orm/migrations";

import { CATALOG_GRANTS } from "./grants.ts";

const OWN = "tenant_id = nullif(current_setting('holdfast.tenant_id', true), '')::uuid";

/** What else is to be known of items and lots, what they are found by, and safety stock of single items. */
export class Migration0007Catalog extends Migration {
  override up(): void {
    this.addSql(
      `alter table "item" add "product_type" text not null default '', add "price" numeric(18,6) null, add "price_currency" text null, add "search_text" text not null default '', add "attributes" jsonb not null default '{}'`,
    );
    this.addSql(`update "item" set "search_text" = lower("sku" || chr(10) || "name")`);
    this.addSql(`alter table "item" drop constraint "item_sku"`);
    this.addSql(`create unique index item_sku on item (tenant_id, sku) include (search_text)`);
    this.addSql(
      `alter table "item" add constraint "price_has_currency" check ((price is null) = (price_currency is null))`,
    );
    this.addSql(`alter table "item" add constraint "price_is_not_negative" check (price >= 0)`);
    this.addSql(
      `alter table "item" add constraint "attributes_are_named" check (jsonb_typeof(attributes) = 'object')`,
    );
    this.addSql(`create index item_seller on item (tenant_id, seller, sku) where seller <> ''`);
    this.addSql(`alter table "lot" add "supplier_reference" text null`);
    this.addSql(
      `create index lot_supplier on lot (tenant_id, supplier, item_id, id) where supplier is not null`,
    );
    this.addSql(
      `create table "safety_stock" ("tenant_id" uuid not null, "item_id" uuid not null, "location_id" uuid not null, "quantity" bigint null, primary key ("tenant_id", "item_id", "location_id"))`,
    );
    this.addSql(
      `alter table "safety_stock" add constraint "quantity_is_bounded" check (quantity >= 0 and quantity <= 1000000000000)`,
    );
    this.addSql(
      `alter table "safety_stock" add constraint "safety_stock_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id")`,
    );
    this.addSql(
      `alter table "safety_stock" add constraint "safety_stock_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "item" ("tenant_id", "id")`,
    );
    this.addSql(
      `alter table "safety_stock" add constraint "safety_stock_tenant_id_location_id_foreign" foreign key ("tenant_id", "location_id") references "location" ("tenant_id", "id")`,
    );
    this.addSql(`alter table "safety_stock" enable row level security`);
    this.addSql(
      `create policy "tenant_wall" on "safety_stock" to "holdfast_service" using (${OWN}) with check (${OWN})`,
    );
    for (const sql of CATALOG_GRANTS) this.addSql(sql);
  }
}
