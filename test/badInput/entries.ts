import { Client } from "pg";

/** The journals of all tenants, read past the service. */
export interface Journals {
  /** How many things they tell of. */
  entries(): Promise<number>;
  close(): Promise<void>;
}

export async function openJournals(url: string): Promise<Journals> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    entries: async () => {
      const { rows } = await client.query<{ count: number }>("select count(*)::int from entry");
      return rows[0]?.count ?? 0;
    },
    close: () => client.end(),
  };
}
