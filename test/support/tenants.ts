import { createAdministration } from "../../src/access/administration.ts";
import type { Role } from "../../src/access/access.ts";
import { createOrm } from "../../src/store/orm.ts";

/** A tenant with a key of each role. */
export interface TestTenant {
  readonly id: string;
  readonly code: string;
  readonly adminKey: string;
  readonly serviceKey: string;
}

/** Makes a tenant and its keys, as an operator would. */
export async function createTestTenant(url: string, code = "acme"): Promise<TestTenant> {
  const orm = await createOrm(url, 1);
  try {
    const administration = createAdministration(orm);
    const tenant = await administration.createTenant({ code, name: code });
    const keyOf = async (role: Role): Promise<string> =>
      (await administration.createKey({ name: `${code} ${role}`, role, tenants: [code] })).key;
    return {
      id: tenant.id,
      code,
      adminKey: await keyOf("admin"),
      serviceKey: await keyOf("service"),
    };
  } finally {
    await orm.close(true);
  }
}
