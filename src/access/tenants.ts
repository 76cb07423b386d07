import {
  type EntityManager,
  type InferEntity,
  raw,
  UniqueConstraintViolationException,
} from "@mikro-orm/postgresql";

import { HeadEntity, TenantEntity } from "../store/entities/tenant.ts";
import type { Instant } from "../core/instant.ts";
import type { TenantRef } from "./access.ts";
import { newId } from "../store/newId.ts";
import { AdministrationError, checkedName } from "./administrationError.ts";

const TENANT_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A tenant to be. */
export interface NewTenant {
  /** `a` to `z`, digits and dashes, at most 63; never changes. */
  readonly code: string;
  readonly name: string;
}

/** A tenant as the platform knows it. */
export interface TenantInfo extends TenantRef {
  readonly name: string;
  readonly createdAt: Instant;
}

type Tenant = InferEntity<typeof TenantEntity>;

/** Makes a tenant and the head of its journal, or neither. */
export async function createTenant(em: EntityManager, given: NewTenant): Promise<TenantInfo> {
  if (!TENANT_CODE.test(given.code)) throw badCode(given.code);
  const id = newId();
  const name = checkedName("tenant", given.name);
  const now = raw("clock_timestamp()");
  try {
    await em.transactional(async (transaction) => {
      await transaction.insert(TenantEntity, { id, code: given.code, name, createdAt: now });
      await transaction.insert(HeadEntity, { tenant: id, recordedAt: now });
    });
  } catch (error) {
    throw error instanceof UniqueConstraintViolationException ? tenantExists(given.code) : error;
  }
  return tenantInfo(await em.findOneOrFail(TenantEntity, { id }));
}

/** The tenant with this code. */
export async function findTenant(em: EntityManager, code: string): Promise<TenantInfo | undefined> {
  const tenant = await em.findOne(TenantEntity, { code });
  return tenant === null ? undefined : tenantInfo(tenant);
}

/** All tenants, by code. */
export async function listTenants(em: EntityManager): Promise<TenantInfo[]> {
  const tenants = await em.find(TenantEntity, {}, { orderBy: { code: "asc" } });
  return tenants.map(tenantInfo);
}

/** The tenants with these codes. */
export async function tenantsByCode(
  em: EntityManager,
  codes: readonly string[],
): Promise<Tenant[]> {
  const wanted = [...new Set(codes)];
  const found = await em.find(TenantEntity, { code: wanted }, { orderBy: { code: "asc" } });
  const known = new Set(found.map((tenant) => tenant.code));
  const unknown = wanted.find((code) => !known.has(code));
  if (unknown !== undefined) throw tenantNotFound(unknown);
  return found;
}

function tenantInfo(tenant: Tenant): TenantInfo {
  const { id, code, name, createdAt } = tenant;
  return { id, code, name, createdAt: createdAt.getTime() };
}

function badCode(code: string): AdministrationError {
  return new AdministrationError(
    "FIELD_VIOLATION",
    `"${code}" cannot be a tenant's code: use 1 to 63 small letters, digits and dashes, such as acme-eu`,
  );
}

function tenantExists(code: string): AdministrationError {
  return new AdministrationError("TENANT_EXISTS", `there is a tenant "${code}" already`);
}

function tenantNotFound(code: string): AdministrationError {
  return new AdministrationError(
    "TENANT_NOT_FOUND",
    `there is no tenant "${code}"; create it first, or correct the code`,
  );
}
