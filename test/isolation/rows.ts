import { Client } from "pg";

/** A tenant's rows as JSON, by table, in an order that does not depend on where they lie. */
export type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>;

/**
 * Tables that have a `tenant_id` and belong to the platform: a key, and a place of a warehouse system, is looked up
 * before its tenant is known, so no tenant's wall can stand around them.
 */
export const PLATFORM_TABLES: readonly string[] = ["api_key_tenant", "wms_place"];

/** Every table of every tenant, as the database itself lists them. */
export async function tenantTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id' order by table_name`,
  );
  return rows.map(({ name }) => name).filter((name) => !PLATFORM_TABLES.includes(name));
}

/** Reads what one tenant has, past all walls. */
export async function rowsOf(url: string, tenantId: string): Promise<Rows> {
  return await asLogin(url, async (client) => {
    const found: Record<string, Record<string, unknown>[]> = {};
    for (const table of await tenantTables(client)) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from ${table} t where tenant_id = $1 order by to_jsonb(t)::text`,
        [tenantId],
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  });
}

/** Lets somebody use the database as whoever the URL logs in. */
export async function asLogin<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** What a statement of the service's role came to: rows, or the words with which the database refused it. */
export interface Said {
  readonly rows: readonly Record<string, unknown>[];
  readonly count: number;
  readonly refusal: string;
}

/**
 * Runs a statement, or several, as a transaction of the service runs it: as its role, with a tenant set or with none. Nothing
 * that it does is kept.
 */
export async function asService(
  client: Client,
  tenantId: string | undefined,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Said> {
  await client.query("begin; set local role holdfast_service");
  if (tenantId !== undefined) {
    await client.query("select set_config('holdfast.tenant_id', $1, true)", [tenantId]);
  }
  try {
    const said = await client.query<Record<string, unknown>>(sql, [...values]);
    // Several statements in one text are answered with an array, which the types do not tell.
    const last = [said].flat().at(-1);
    return { rows: last?.rows ?? [], count: last?.rowCount ?? 0, refusal: "" };
  } catch (error) {
    return { rows: [], count: 0, refusal: Error.isError(error) ? error.message : String(error) };
  } finally {
    await client.query("rollback");
  }
}
