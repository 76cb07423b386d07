import type { PoolClient } from "pg";

import { beginWrite } from "../sql/session.ts";
import { settled } from "../sql/statement.ts";
import { type Database, watchHolder } from "./database.ts";
import { decideAll } from "./decideAll.ts";
import { readFacts } from "./read/facts.ts";
import { lockHead } from "./read/head.ts";
import type { Verdict, Waiting } from "./waiting.ts";
import { writePage } from "./write/write.ts";

/**
 * Runs a batch as one transaction: takes the tenant's turn, reads what the commands name, decides them, writes
 * the page. Nobody is told anything here, so that a batch which fails can be run again.
 *
 * @throws whatever the database says; the transaction is then rolled back, or its outcome is unknown
 */
export async function runBatch(
  database: Database,
  tenantId: string,
  batch: readonly Waiting[],
): Promise<readonly Verdict[]> {
  const client = await database.pool.connect();
  // Without a listener, a connection that breaks between two queries would end the process.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  try {
    return await inTransaction(database, client, tenantId, batch);
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

async function inTransaction(
  database: Database,
  client: PoolClient,
  tenantId: string,
  batch: readonly Waiting[],
): Promise<readonly Verdict[]> {
  const stopWatching = watchHolder(database, client);
  try {
    const begun = client.query(beginWrite(tenantId, database.serverVersion));
    const head = lockHead(client, tenantId).finally(stopWatching);
    const commands = batch.map((waiting) => waiting.command);
    const [, read] = await settled([begun, readFacts(client, tenantId, commands, head)]);
    const { verdicts, page } = decideAll(batch, read, performance.now());
    if (!page.isEmpty) await writePage(client, tenantId, page, read.head);
    await client.query("commit");
    database.statistics.wrote(page.entries.length);
    return verdicts;
  } finally {
    stopWatching();
  }
}

/** @returns why the connection is of no further use, if it is not */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return Error.isError(error) ? error : new Error(String(error));
  }
}
