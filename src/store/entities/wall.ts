/** The role that every transaction of the service becomes. It owns nothing and obeys row-level security. */
export const SERVICE_ROLE = "holdfast_service";

/** The setting that names the tenant of a transaction. On a reused connection it may be an empty string. */
export const TENANT_SETTING = "holdfast.tenant_id";

const ownTenant = `tenant_id = nullif(current_setting('${TENANT_SETTING}', true), '')::uuid`;

/** Row-level security of every table that belongs to tenants: one transaction sees one tenant. */
export const TENANT_WALL = [
  { name: "tenant_wall", roles: [SERVICE_ROLE], using: ownTenant, check: ownTenant },
];
