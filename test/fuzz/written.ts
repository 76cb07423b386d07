import type { Client } from "pg";

/** A row as the audit reads it, whatever its table. */
export interface Row {
  readonly tenant_id?: string;
  readonly id?: string;
  readonly seq?: number;
  readonly kind?: string;
  readonly source?: string;
  readonly request_id?: string;
  readonly reservation_id?: string;
  readonly stock_id?: string;
}

/** Tells which rows were written since the last look. */
export interface Written {
  /** By table. */
  look(): Promise<Map<string, Row[]>>;
  /** Entries of all journals at the last look. */
  entries(): number;
}

/** Looks for the first time. */
export async function openWritten(client: Client): Promise<Written> {
  const tables = await tablesOf(client);
  let [since, entries] = ["0", 0];
  let seen = new Set<string>();
  const look = async (): Promise<Map<string, Row[]>> => {
    await client.query("begin isolation level repeatable read read only");
    const written = new Map<string, Row[]>();
    const now = new Set<string>();
    for (const table of tables) {
      const rows = await writtenSince(client, table, since);
      for (const { version } of rows) now.add(version);
      written.set(
        table,
        rows.filter(({ version }) => !seen.has(version)).map(({ row }) => row),
      );
    }
    since = await oldestRunning(client);
    entries = await entriesIn(client);
    await client.query("commit");
    seen = now;
    return written;
  };
  await look();
  return { look, entries: () => entries };
}

/** Every table there is, so that one that is added later is looked at too. */
async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables
      where schemaname = 'public' and tablename not like '%migration%' order by tablename`,
  );
  return rows.map(({ name }) => name);
}

interface Version {
  /** Names this version of the row for as long as it is there. */
  readonly version: string;
  readonly row: Row;
}

/** Rows by transactions from this one on. PostgreSQL keeps with each row which one wrote it. */
async function writtenSince(client: Client, table: string, since: string): Promise<Version[]> {
  const { rows } = await client.query<Version>(
    `select concat_ws(' ', $2::text, t.xmin, t.ctid) as version, to_jsonb(t) as row
       from "${table}" t where t.xmin::text::bigint >= $1`,
    [since, table],
  );
  return rows;
}

/**
 * The oldest transaction that still runs, in whichever database: whatever is written from now on is written by that
 * one or a later one. What later ones have written already is seen again by the next look.
 */
async function oldestRunning(client: Client): Promise<string> {
  const { rows } = await client.query<{ xid: string }>(
    "select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296)::text as xid",
  );
  return rows[0]?.xid ?? "0";
}

async function entriesIn(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>("select count(*)::int from entry");
  return rows[0]?.count ?? 0;
}
