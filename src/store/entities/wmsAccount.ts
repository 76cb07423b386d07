import { defineEntity, p } from "@mikro-orm/core";

import type { WmsDialect } from "../../core/wms/dialect.ts";
import { LocationEntity } from "./catalog.ts";
import { TenantEntity } from "./tenant.ts";

/** Secrets stay in the environment. A name there looks like this, and hardly any secret does. */
const environmentName = (column: string): string => `${column} ~ '^[A-Z][A-Z0-9_]{0,99}$'`;

/**
 * One access to a warehouse system: quota, walk and webhooks belong to it. Belongs to the platform, because one
 * account may serve many tenants.
 */
export const WmsAccountEntity = defineEntity({
  name: "WmsAccount",
  tableName: "wms_account",
  properties: {
    id: p.uuid().primary(),
    code: p.text().collation("C"),
    adapter: p.text().default("http"),
    baseUrl: p.text(),
    /** What that warehouse system can tell, and how it behaves. */
    dialect: p.json<WmsDialect>(),
    /** Requests that it counts in any window of `quotaWindowMs` without refusing one. */
    quotaRequests: p.integer(),
    quotaWindowMs: p.integer(),
    /** The part of the rate that is for reading, however many orders wait. */
    readFloorPercent: p.integer().default(20),
    /** The environment variable that has the secret; never the secret. */
    secretName: p.text(),
    webhookSecretName: p.text().nullable(),
    pausedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    version: p.integer().version(),
  },
  uniques: [{ name: "wms_account_code", properties: ["code"] }],
  checks: [
    { name: "code_is_named", expression: "code <> '' and length(code) <= 100" },
    { name: "adapter_is_named", expression: "adapter <> '' and length(adapter) <= 100" },
    {
      name: "base_url_is_http",
      // With a name and a password in it, a secret would lie in the table.
      expression: "base_url ~ '^https?://[^/@?#]+(/[^?#]*)?$' and length(base_url) <= 2000",
    },
    { name: "dialect_is_told", expression: "jsonb_typeof(dialect) = 'object'" },
    {
      name: "quota_is_bounded",
      expression:
        "quota_requests >= 3 and quota_requests <= 1000000 and quota_window_ms >= 1000 and quota_window_ms <= 86400000",
    },
    {
      name: "read_floor_leaves_room",
      expression: "read_floor_percent >= 0 and read_floor_percent <= 90",
    },
    {
      name: "secret_is_only_named",
      expression: `${environmentName("secret_name")} and ${environmentName("webhook_secret_name")}`,
    },
  ],
});

/**
 * Which of our locations a place of a warehouse system is. Belongs to the platform: a page is split before its tenants
 * are known. The location is not a foreign key, because a table of the platform cannot have one to a tenant's.
 */
export const WmsPlaceEntity = defineEntity({
  name: "WmsPlace",
  tableName: "wms_place",
  properties: {
    account: () =>
      p
        .manyToOne(WmsAccountEntity)
        .primary()
        .joinColumn("account_id")
        .updateRule("no action")
        .deleteRule("no action"),
    warehouse: p.text().collation("C").primary(),
    owner: p.text().collation("C").primary(),
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    location: () =>
      p
        .manyToOne(LocationEntity)
        .joinColumns("tenant_id", "location_id")
        .createForeignKeyConstraint(false),
    /** When a walk of the place was first completed; null: it was not. */
    walkedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: "wms_place_location", properties: ["tenant", "location"] }],
  checks: [
    {
      name: "place_is_named",
      expression: "warehouse <> '' and length(warehouse) <= 100 and length(owner) <= 100",
    },
  ],
});

/**
 * The one quota of an account, however many replicas share it: tokens in thousandths, on the database's clock. Changed
 * by the statements in `src/store/wms/tokens.ts` alone.
 */
export const WmsBucketEntity = defineEntity({
  name: "WmsBucket",
  tableName: "wms_bucket",
  properties: {
    account: () =>
      p
        .oneToOne(WmsAccountEntity)
        .primary()
        .owner()
        .joinColumn("account_id")
        .updateRule("no action")
        .deleteRule("no action"),
    /** Thousandths of requests that orders may make now. */
    tokens: p.bigint().default(0),
    /** Thousandths of requests that are for reading alone. */
    floorTokens: p.bigint().default(0),
    refilledAt: p.datetime(6),
    /** 1: the full rate; 2: half of it; … */
    slowdown: p.integer().default(1),
    /** From when on the rate recovers. */
    slowedAt: p.datetime(6).nullable(),
    /** The warehouse system wants no request before. */
    closedUntil: p.datetime(6).nullable(),
  },
  checks: [
    {
      name: "tokens_are_bounded",
      expression:
        "tokens >= 0 and tokens <= 1000000000 and floor_tokens >= 0 and floor_tokens <= 1000000000",
    },
    { name: "slowdown_is_known", expression: "slowdown in (1, 2, 4, 8, 16)" },
    { name: "slowed_since_when", expression: "(slowdown = 1) = (slowed_at is null)" },
  ],
});
