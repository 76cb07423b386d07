import { defineEntity, p } from "@mikro-orm/core";

import { TENANT_WALL } from "./wall.ts";

/** A company whose stock is kept apart from all others. Belongs to the platform. */
export const TenantEntity = defineEntity({
  name: "Tenant",
  tableName: "tenant",
  properties: {
    id: p.uuid().primary(),
    code: p.text().collation("C"),
    name: p.text(),
    createdAt: p.datetime(3),
  },
  uniques: [{ name: "tenant_code", properties: ["code"] }],
});

/** What an API key may do. */
export const KEY_ROLES = ["admin", "service"] as const;

/** A credential. The key itself is shown once and kept only as a hash. Belongs to the platform. */
export const ApiKeyEntity = defineEntity({
  name: "ApiKey",
  tableName: "api_key",
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    role: p.text().$type<(typeof KEY_ROLES)[number]>(),
    /** SHA-256 of the key, which has 256 random bits: a slow hash would add nothing. */
    hash: p.blob().columnType("bytea"),
    /** The first characters of the key, for people to tell keys apart. */
    prefix: p.text(),
    createdAt: p.datetime(3),
    revokedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: "api_key_hash", properties: ["hash"] }],
  checks: [{ name: "role_is_known", expression: `role in ('${KEY_ROLES.join("', '")}')` }],
});

/** Which tenants a key covers. Belongs to the platform. */
export const ApiKeyTenantEntity = defineEntity({
  name: "ApiKeyTenant",
  tableName: "api_key_tenant",
  properties: {
    apiKey: () =>
      p
        .manyToOne(ApiKeyEntity)
        .primary()
        .joinColumn("api_key_id")
        .updateRule("no action")
        .deleteRule("no action"),
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .primary()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
  },
});

/** The tenant's row that carries the last number and the last recorded time; whoever writes holds it. */
export const HeadEntity = defineEntity({
  name: "Head",
  tableName: "head",
  properties: {
    tenant: () =>
      p
        .oneToOne(TenantEntity)
        .primary()
        .owner()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    seq: p.bigint().default(0),
    recordedAt: p.datetime(3),
  },
  policies: TENANT_WALL,
});
