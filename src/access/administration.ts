import type { MikroORM } from "@mikro-orm/postgresql";

import {
  type ApiKeyInfo,
  createKey,
  listKeys,
  type MadeApiKey,
  type NewApiKey,
  revokeKey,
} from "./keys.ts";
import {
  createTenant,
  findTenant,
  listTenants,
  type NewTenant,
  type TenantInfo,
} from "./tenants.ts";

export type { ApiKeyInfo, MadeApiKey, NewApiKey } from "./keys.ts";
export type { NewTenant, TenantInfo } from "./tenants.ts";

/** Tenants and their keys. Every function throws AdministrationError for what the caller got wrong. */
export interface Administration {
  /** Makes the tenant and the head of its journal in one transaction. */
  createTenant(tenant: NewTenant): Promise<TenantInfo>;
  findTenant(code: string): Promise<TenantInfo | undefined>;
  /** By code. */
  listTenants(): Promise<readonly TenantInfo[]>;
  createKey(key: NewApiKey): Promise<MadeApiKey>;
  /** Oldest first, revoked ones too. */
  listKeys(): Promise<readonly ApiKeyInfo[]>;
  /**
   * Ends a key within 5 s everywhere. Revoking it again changes nothing.
   *
   * @param idOrPrefix its id, or its first characters as `listKeys` shows them
   */
  revokeKey(idOrPrefix: string): Promise<ApiKeyInfo>;
}

/** @param orm logs in as the owner of the tables: the service's own role may only read them */
export function createAdministration(orm: MikroORM): Administration {
  return {
    createTenant: (tenant) => createTenant(orm.em.fork(), tenant),
    findTenant: (code) => findTenant(orm.em.fork(), code),
    listTenants: () => listTenants(orm.em.fork()),
    createKey: (key) => createKey(orm.em.fork(), key),
    listKeys: () => listKeys(orm.em.fork()),
    revokeKey: (idOrPrefix) => revokeKey(orm.em.fork(), idOrPrefix),
  };
}
