import type { PoolClient } from "pg";

import type { Facts } from "../../../core/facts.ts";
import { type Command, isChore } from "../../../core/command.ts";
import { settled } from "../../sql/statement.ts";
import { findLocations, findLots } from "./catalog.ts";
import type { Doubts } from "./doubt.ts";
import { findEntries, type StampedEntry } from "./entries.ts";
import { FactsReader } from "./factsReader.ts";
import { type Head, readClock } from "./head.ts";
import { readServed } from "./served.ts";
import { findItemsAndStock, findStock } from "./stock.ts";
import { wantedBy } from "./wanted.ts";

/** Commands that may leave promises uncovered: overdue holds are taken back first. */
const STATES_TRUTH = new Set<Command["kind"]>([
  "adjust",
  "setStock",
  "changeCondition",
  "closeCount",
  "wmsPage",
  "wmsConfirm",
  "wmsEvent",
]);

/** A batch takes back at most this many overdue holds per stock row; a command that needs more goes on in the next. */
export const OVERDUE_PER_ROW_MAX = 500;

/** A dry run cannot go on in the next batch, so it looks further at once. */
const OVERDUE_PER_ROW_DRY_MAX = 20_000;

/** The facts of a batch, and the journal's word on the requests it knows. */
export interface BatchFacts {
  readonly facts: Facts;
  readonly entries: readonly StampedEntry[];
  readonly head: Head;
}

/**
 * Reads everything that the commands name. The head must be held, or waited for by a statement sent before:
 * what is read here is read as of after that.
 *
 * @param isFurther some of the commands were attempted before: what was read then did not do
 */
export async function readFacts(
  client: PoolClient,
  tenantId: string,
  commands: readonly Command[],
  head: Promise<Head>,
  isFurther: boolean,
): Promise<BatchFacts> {
  const wanted = wantedBy(commands);
  const [held, clock, entries, locations, lots, found, stock, reservations] = await settled([
    head,
    readClock(client),
    findEntries(client, tenantId, wanted.keys),
    findLocations(client, tenantId, wanted.locations),
    findLots(client, tenantId, wanted.lots),
    findItemsAndStock(client, tenantId, wanted.scopes),
    findStock(client, tenantId, wanted.stock),
    readServed(client, tenantId, wanted.reservations),
  ]);
  const reader = new FactsReader(client, tenantId, Math.max(clock, held.recordedAt));
  reader.add({ ...found, locations, lots });
  reader.add({ stock });
  reader.addServed(reservations);
  await reader.readBundles(commands);
  await reader.readReplayed(entries);
  await reader.readTransfers(commands, wanted.transfers, entries);
  await reader.readCounts(commands, wanted.counts, entries);
  await reader.readWms(commands);
  const doubts = reader.doubts(commands);
  await reader.readPlacesOf(commands, doubts);
  const holds = await reader.readHolds(doubts, holdsPerRow(commands, doubts, isFurther));
  return { facts: reader.facts(entries, holds), entries, head: held };
}

/** How many overdue holds are read per row: no more than the commands may have to take back, or to tell of. */
function holdsPerRow(commands: readonly Command[], doubts: Doubts, isFurther: boolean): number {
  const isDry = commands.some((command) => !isChore(command) && command.validateOnly);
  if (isDry) return OVERDUE_PER_ROW_DRY_MAX;
  const areTold = commands.some(({ kind }) => kind === "receive" || STATES_TRUTH.has(kind));
  if (isFurther || areTold) return OVERDUE_PER_ROW_MAX;
  const needed = doubts.unitsNeeded();
  return needed < OVERDUE_PER_ROW_MAX ? Number(needed) : OVERDUE_PER_ROW_MAX;
}
