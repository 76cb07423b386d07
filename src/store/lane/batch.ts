import type { PoolClient } from "pg";

import { toError, withConnection } from "../sql/connection.ts";
import { begin, commit, writingOn } from "../sql/session.ts";
import { say, settled } from "../sql/statement.ts";
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
export function runBatch(
  database: Database,
  tenantId: string,
  batch: readonly Waiting[],
): Promise<readonly Verdict[]> {
  const run = (client: PoolClient): Promise<readonly Verdict[]> =>
    inTransaction(database, client, tenantId, batch);
  return withConnection(database.pool, run, rollBack);
}

async function inTransaction(
  database: Database,
  client: PoolClient,
  tenantId: string,
  batch: readonly Waiting[],
): Promise<readonly Verdict[]> {
  const stopWatching = watchHolder(database, client);
  try {
    const begun = begin(client, writingOn(database.serverVersion), tenantId);
    const head = lockHead(client, tenantId).finally(stopWatching);
    const commands = batch.map((waiting) => waiting.command);
    const isFurther = batch.some(({ attempted }) => attempted);
    const [, read] = await settled([begun, readFacts(client, tenantId, commands, head, isFurther)]);
    const { verdicts, page } = decideAll(batch, read, performance.now());
    const written = page.isEmpty ? undefined : writePage(client, tenantId, page, read.head);
    await settled([written ?? Promise.resolve(), commit(client)]);
    const { entries, placesAdded, looks } = page;
    database.statistics.wrote({ entries: entries.length, places: placesAdded, looks });
    return verdicts;
  } finally {
    stopWatching();
  }
}

/** Rolls a failed transaction back. @returns why the connection is of no further use, if it is not */
export async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await say(client, "rollback");
    return undefined;
  } catch (error) {
    return toError(error);
  }
}
