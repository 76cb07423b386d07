import type { PoolClient } from "pg";

import type { CommandHeader } from "../../core/command.ts";
import type { EntryKind } from "../../core/decision.ts";
import { entryOf } from "../../core/entry.ts";
import type { Instant } from "../../core/instant.ts";
import { requestIdReused } from "../../core/rejection.ts";
import { CommandRejected } from "../errors.ts";
import { rollBack } from "../lane/batch.ts";
import { type Database, watchHolder } from "../lane/database.ts";
import { findEntries } from "../lane/read/entries.ts";
import { type Head, lockHead, readClock } from "../lane/read/head.ts";
import { insertEntries, updateHead } from "../lane/write/journal.ts";
import { withConnection } from "../sql/connection.ts";
import { begin, commit, hurry, PREPARING } from "../sql/session.ts";
import { say, send, settled, type Statement } from "../sql/statement.ts";
import { inTries } from "../tries.ts";

/**
 * Whoever writes items, locations or lots waits here, and for the head only then. So a write may prepare thousands of rows
 * while the lane goes on, and nobody who holds the head ever waits for one of these rows.
 */
const LOCK_CATALOG: Statement = {
  name: "lock_catalog",
  text: "select from (select pg_advisory_xact_lock(hashtextextended('holdfast catalog ' || $1, 0))) as taken",
};

/** The same for somebody else's transaction; its parameter is the tenant's id. */
export const LOCK_CATALOG_SQL =
  "select from (select pg_advisory_xact_lock(hashtextextended('holdfast catalog ' || ?::text, 0))) as taken";

/** The connection of a catalog write, and a moment that is no later than the one it is recorded at. */
export interface Preparation {
  readonly client: PoolClient;
  readonly now: Instant;
}

/** A catalog write that holds the tenant's turn. Its entry is written already, so that others may follow. */
export interface Holding {
  readonly client: PoolClient;
  readonly now: Instant;
  readonly head: Head;
}

/** What was prepared: an answer because of which nothing is written, or what is left to do under the head. */
export type Prepared<T> = { readonly unwritten: T } | ((holding: Holding) => Promise<T>);

/** A write to the catalog that is told by one entry. */
export interface CatalogWrite<T> {
  readonly kind: EntryKind;
  /** What it is about. */
  readonly reference: string;
  /** Writes whatever takes long, before the head is held. */
  prepare(preparation: Preparation): Promise<Prepared<T>>;
}

/** How a catalog write ended. */
export interface Written<T> {
  /** The request was carried out by an earlier call. */
  readonly replayed: boolean;
  /** Undefined: this call finds it carried out, by an earlier one or by a try whose reply was lost. */
  readonly result: T | undefined;
}

/**
 * Writes to one tenant's catalog in one transaction: prepares, then takes the tenant's turn, for as long as a commit takes.
 * A request that the journal knows is not written again.
 *
 * @throws CommandRejected, Contention, DatabaseUnavailable
 */
export function writeCatalog<T>(
  database: Database,
  tenantId: string,
  header: CommandHeader,
  work: CatalogWrite<T>,
): Promise<Written<T>> {
  const once = (client: PoolClient): Promise<Written<T>> =>
    writeOnce(database, client, tenantId, header, work);
  return inTries(() => withConnection(database.pool, once, rollBack));
}

async function writeOnce<T>(
  database: Database,
  client: PoolClient,
  tenantId: string,
  header: CommandHeader,
  work: CatalogWrite<T>,
): Promise<Written<T>> {
  const [, , [known], clock] = await settled([
    begin(client, PREPARING, tenantId),
    send(client, LOCK_CATALOG, [tenantId]),
    findEntries(client, tenantId, [header.key]),
    readClock(client),
  ]);
  if (known !== undefined) {
    await say(client, "rollback");
    if (known.fingerprint !== header.fingerprint) {
      throw new CommandRejected(requestIdReused(header.key.requestId, known.id));
    }
    return { replayed: known.id !== header.entryId, result: undefined };
  }
  const prepared = await work.prepare({ client, now: clock });
  if (typeof prepared !== "function") {
    await say(client, "rollback");
    return { replayed: false, result: prepared.unwritten };
  }
  const holding = await tell(database, client, tenantId, header, work);
  const result = await prepared(holding);
  await commit(client);
  return { replayed: false, result };
}

/** Takes the tenant's turn and writes the entry. A request that came past us meanwhile is found by the next try. */
async function tell(
  database: Database,
  client: PoolClient,
  tenantId: string,
  header: CommandHeader,
  { kind, reference }: Pick<CatalogWrite<unknown>, "kind" | "reference">,
): Promise<Holding> {
  const hurried = hurry(client, database.serverVersion);
  const stopWatching = watchHolder(database, client);
  const locked = lockHead(client, tenantId).finally(stopWatching);
  const [, before, clock] = await settled([hurried, locked, readClock(client)]);
  const now = Math.max(clock, before.recordedAt);
  const head = { seq: before.seq + 1n, recordedAt: now };
  const id = header.entryId;
  const stamp = { id, seq: head.seq, recordedAt: now, occurredAt: now };
  const nothing = { postings: new Map(), steps: [], records: [] };
  const entry = { ...entryOf(header, kind, now, { reference }), ...nothing, stamp };
  await settled([
    insertEntries(client, tenantId, [entry]),
    updateHead(client, tenantId, before, head),
  ]);
  return { client, now, head };
}
