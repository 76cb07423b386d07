import type { Client } from "pg";

/** How large the books were at one moment, and what keeping them had taken until then. */
export interface Growth {
  readonly databaseBytes: number;
  readonly walBytes: number;
  /** Versions of rows that nobody sees any more and that still take space. */
  readonly deadRows: number;
  /** How often PostgreSQL has cleaned up by itself. */
  readonly vacuums: number;
}

/** Asks the database how large it is. */
export async function growthOf(client: Client): Promise<Growth> {
  const { rows } = await client.query<Growth>(`
    select pg_database_size(current_database())::float8 as "databaseBytes",
           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes",
           sum(n_dead_tup)::float8 as "deadRows", sum(autovacuum_count)::float8 as "vacuums"
      from pg_stat_user_tables`);
  const [growth] = rows;
  if (growth === undefined) throw new Error("the database told nothing");
  return growth;
}
