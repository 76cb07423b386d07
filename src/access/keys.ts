import { type EntityManager, type InferEntity, raw } from "@mikro-orm/postgresql";

import { ApiKeyEntity, ApiKeyTenantEntity, KEY_ROLES } from "../store/entities/tenant.ts";
import type { Instant } from "../core/instant.ts";
import type { Uuid } from "../core/stock.ts";
import type { Role } from "./access.ts";
import { newId } from "../store/newId.ts";
import { AdministrationError, checkedName } from "./administrationError.ts";
import { makeKey } from "./key.ts";
import { tenantsByCode } from "./tenants.ts";

const UUID_SHAPE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A key to be. */
export interface NewApiKey {
  /** For people. */
  readonly name: string;
  readonly role: Role;
  /** Codes; at least one. */
  readonly tenants: readonly string[];
}

/** A key as it is kept: without the key. */
export interface ApiKeyInfo {
  readonly id: Uuid;
  readonly name: string;
  readonly role: Role;
  /** The first characters of the key. */
  readonly prefix: string;
  /** Codes of the tenants that it covers. */
  readonly tenants: readonly string[];
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

/** A key that was just made. `key` is told here and never again. */
export interface MadeApiKey extends ApiKeyInfo {
  readonly key: string;
}

type ApiKey = InferEntity<typeof ApiKeyEntity>;

/** Makes a key for tenants that exist. */
export async function createKey(em: EntityManager, given: NewApiKey): Promise<MadeApiKey> {
  const name = checkedName("key", given.name);
  checkRole(given.role);
  if (given.tenants.length === 0) throw violation("a key needs at least one tenant");
  const { key, hash, prefix } = makeKey();
  const id = newId();
  const tenants = await em.transactional(async (transaction) => {
    const covered = await tenantsByCode(transaction, given.tenants);
    const createdAt = raw("clock_timestamp()");
    await transaction.insert(ApiKeyEntity, { id, name, role: given.role, hash, prefix, createdAt });
    const rows = covered.map((tenant) => ({ apiKey: id, tenant: tenant.id }));
    await transaction.insertMany(ApiKeyTenantEntity, rows);
    return covered.map((tenant) => tenant.code);
  });
  return { ...keyInfo(await em.findOneOrFail(ApiKeyEntity, { id }), tenants), key };
}

/** All keys, oldest first. */
export async function listKeys(em: EntityManager): Promise<ApiKeyInfo[]> {
  const keys = await em.find(ApiKeyEntity, {}, { orderBy: { createdAt: "asc", id: "asc" } });
  const tenants = await tenantsOf(em, keys);
  return keys.map((key) => keyInfo(key, tenants.get(key.id) ?? []));
}

/** Ends a key, named by its id or its first characters. */
export async function revokeKey(em: EntityManager, idOrPrefix: string): Promise<ApiKeyInfo> {
  const id = await findId(em, idOrPrefix);
  await em.nativeUpdate(
    ApiKeyEntity,
    { id, revokedAt: null },
    { revokedAt: raw("clock_timestamp()") },
  );
  const key = await em.findOneOrFail(ApiKeyEntity, { id }, { refresh: true });
  return keyInfo(key, (await tenantsOf(em, [key])).get(id) ?? []);
}

async function findId(em: EntityManager, idOrPrefix: string): Promise<string> {
  const wanted = UUID_SHAPE.test(idOrPrefix) ? { id: idOrPrefix } : { prefix: idOrPrefix };
  const [found, another] = await em.find(ApiKeyEntity, wanted, { limit: 2 });
  if (found === undefined) {
    const message = `there is no key "${idOrPrefix}"; \`holdfast keys list\` shows ids and prefixes`;
    throw new AdministrationError("KEY_NOT_FOUND", message);
  }
  if (another === undefined) return found.id;
  throw violation(`more than one key begins with "${idOrPrefix}"; name one by its id`);
}

async function tenantsOf(
  em: EntityManager,
  keys: readonly ApiKey[],
): Promise<Map<string, string[]>> {
  const rows = await em.find(
    ApiKeyTenantEntity,
    { apiKey: keys.map((key) => key.id) },
    { populate: ["tenant"], orderBy: { tenant: { code: "asc" } } },
  );
  const byKey = Map.groupBy(rows, (row) => row.apiKey.id);
  return new Map([...byKey].map(([id, ofKey]) => [id, ofKey.map((row) => row.tenant.code)]));
}

function keyInfo(key: ApiKey, tenants: readonly string[]): ApiKeyInfo {
  const { id, name, role, prefix, createdAt, revokedAt } = key;
  return {
    id,
    name,
    role,
    prefix,
    tenants,
    createdAt: createdAt.getTime(),
    revokedAt: revokedAt?.getTime() ?? null,
  };
}

function checkRole(role: string): void {
  if ((KEY_ROLES as readonly string[]).includes(role)) return;
  throw violation(`"${role}" is not a role; use ${KEY_ROLES.join(" or ")}`);
}

function violation(message: string): AdministrationError {
  return new AdministrationError("FIELD_VIOLATION", message);
}
