import { Migration } from "@mikro-orm/migrations";

import { WMS_ACCOUNT_GRANTS } from "./grants.ts";

/** Accounts at warehouse systems, the places they know, and the one quota of each. */
export class Migration0002WmsAccounts extends Migration {
  override up(): void {
    this.addSql(
      `create table "wms_account" ("id" uuid not null, "code" text collate "C" not null, "adapter" text not null default 'http', "base_url" text not null, "dialect" jsonb not null, "quota_requests" int not null, "quota_window_ms" int not null, "read_floor_percent" int not null default 20, "secret_name" text not null, "webhook_secret_name" text null, "paused_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"))`,
    );
    this.addSql(`alter table "wms_account" add constraint "wms_account_code" unique ("code")`);
    this.addSql(
      `create table "wms_bucket" ("account_id" uuid not null, "tokens" bigint not null default '0', "floor_tokens" bigint not null default '0', "refilled_at" timestamptz(6) not null, "slowdown" int not null default 1, "slowed_at" timestamptz(6) null, "closed_until" timestamptz(6) null, primary key ("account_id"))`,
    );
    this.addSql(
      `create table "wms_place" ("account_id" uuid not null, "warehouse" text collate "C" not null, "owner" text collate "C" not null, "tenant_id" uuid not null, "location_id" uuid not null, "walked_at" timestamptz(3) null, primary key ("account_id", "warehouse", "owner"))`,
    );
    this.addSql(
      `alter table "wms_place" add constraint "wms_place_location" unique ("tenant_id", "location_id")`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "code_is_named" check (code <> '' and length(code) <= 100)`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "adapter_is_named" check (adapter <> '' and length(adapter) <= 100)`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "base_url_is_http" check (base_url ~ '^https?://[^/@?#]+(/[^?#]*)?$' and length(base_url) <= 2000)`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "dialect_is_told" check (jsonb_typeof(dialect) = 'object')`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "quota_is_bounded" check (quota_requests >= 3 and quota_requests <= 1000000 and quota_window_ms >= 1000 and quota_window_ms <= 86400000)`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "read_floor_leaves_room" check (read_floor_percent >= 0 and read_floor_percent <= 90)`,
    );
    this.addSql(
      `alter table "wms_account" add constraint "secret_is_only_named" check (secret_name ~ '^[A-Z][A-Z0-9_]{0,99}$' and webhook_secret_name ~ '^[A-Z][A-Z0-9_]{0,99}$')`,
    );
    this.addSql(
      `alter table "wms_bucket" add constraint "wms_bucket_account_id_foreign" foreign key ("account_id") references "wms_account" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "wms_bucket" add constraint "tokens_are_bounded" check (tokens >= 0 and tokens <= 1000000000 and floor_tokens >= 0 and floor_tokens <= 1000000000)`,
    );
    this.addSql(
      `alter table "wms_bucket" add constraint "slowdown_is_known" check (slowdown in (1, 2, 4, 8, 16))`,
    );
    this.addSql(
      `alter table "wms_bucket" add constraint "slowed_since_when" check ((slowdown = 1) = (slowed_at is null))`,
    );
    this.addSql(
      `alter table "wms_place" add constraint "wms_place_account_id_foreign" foreign key ("account_id") references "wms_account" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "wms_place" add constraint "wms_place_tenant_id_foreign" foreign key ("tenant_id") references "tenant" ("id") on update no action on delete no action`,
    );
    this.addSql(
      `alter table "wms_place" add constraint "place_is_named" check (warehouse <> '' and length(warehouse) <= 100 and length(owner) <= 100)`,
    );
    for (const grant of WMS_ACCOUNT_GRANTS) this.addSql(grant);
  }
}
