import type { Parts } from "../load/told.ts";
import type { Allocated, Posting, Reservation } from "./books.ts";
import type { Journal } from "./journal.ts";
import { nextMoment, type Step } from "./life.ts";
import { Impossible, type Moment, NOTHING, sumOf } from "./parts.ts";
import { partsInWords } from "./seen.ts";

/** An order after each of its entries, by the numbers of these. */
export type Life = ReadonlyMap<number, Moment>;

/** What the audit of the orders comes to. */
export interface OrdersAudit {
  readonly findings: readonly string[];
  readonly lives: ReadonlyMap<string, Life>;
}

/**
 * Lives every order again from what its callers had asked for, and holds what each entry posted, and the order as
 * it is kept, against that.
 */
export function auditOrders(journal: Journal): OrdersAudit {
  const { reservations, entries, allocated } = journal.books;
  const findings: string[] = [];
  const lives = new Map<string, Life>();
  const served = Map.groupBy(allocated, ({ reservationId }) => reservationId);
  for (const kept of reservations) {
    const life = new Map<number, Moment>();
    lives.set(kept.id, life);
    try {
      live(journal, kept.id, life);
      compareKept(kept, served.get(kept.id) ?? [], [...life.values()].at(-1));
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      findings.push(`order ${kept.id}: ${error.message}`);
    }
  }
  for (const { seq, kind, reservationId } of entries) {
    if (reservationId === null || lives.has(reservationId)) continue;
    findings.push(`entry ${seq} (${kind}) is about order ${reservationId}, which is not there`);
  }
  for (const id of served.keys()) {
    if (!lives.has(id)) findings.push(`stock serves order ${id}, which is not there`);
  }
  return { findings, lives };
}

function live(journal: Journal, id: string, life: Map<number, Moment>): void {
  let before: Moment | undefined;
  for (const entry of journal.entriesAbout(id)) {
    const step: Step = {
      entry,
      postings: journal.postingsOf(entry.seq),
      asked: journal.askedFor(entry),
    };
    try {
      const after = nextMoment(before, step);
      comparePosted(before, after, step.postings);
      life.set(entry.seq, after);
      before = after;
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      throw new Impossible(`entry ${entry.seq} (${entry.kind}): ${error.message}`);
    }
  }
}

/** What is posted for each SKU is what became of its units: held, committed, and gone from what is on hand. */
function comparePosted(
  before: Moment | undefined,
  after: Moment,
  postings: readonly Posting[],
): void {
  for (const sku of new Set([...after.lines.keys(), ...postings.map((posting) => posting.sku)])) {
    const posted = { held: 0, committed: 0, fulfilled: 0 };
    for (const posting of postings.filter((one) => one.sku === sku)) {
      posted.held += posting.held;
      posted.committed += posting.committed;
      posted.fulfilled -= posting.onHand;
      const isCommitted = !posting.deferred && posting.committed !== 0;
      if (isCommitted) throw new Impossible(`${sku} waits where everything ships at once`);
      if (posting.others !== 0) throw new Impossible(`${sku} was moved in other buckets`);
    }
    const was = before?.lines.get(sku) ?? NOTHING;
    const is = after.lines.get(sku) ?? NOTHING;
    for (const part of ["held", "committed", "fulfilled"] as const) {
      const due = is[part] - was[part];
      if (posted[part] === due) continue;
      throw new Impossible(`${due} of ${sku} became ${part}, and ${posted[part]} were posted`);
    }
  }
}

function compareKept(
  kept: Reservation,
  served: readonly Allocated[],
  last: Moment | undefined,
): void {
  if (last === undefined) throw new Impossible("no entry tells of it");
  if (kept.expiresAt !== last.expiresAt) {
    throw new Impossible(`it ends at ${kept.expiresAt} and should end at ${last.expiresAt}`);
  }
  const asked = [...last.quantities].map(([sku, units]) => `${units} ${sku}`).join(", ");
  const lines = kept.lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(", ");
  if (lines !== asked) throw new Impossible(`its lines are ${lines}, and ${asked} were asked for`);
  for (const part of ["held", "committed", "fulfilled"] as const) {
    const due = sumOf(last, part);
    if (kept[part] !== due) throw new Impossible(`${kept[part]} are ${part}, and should be ${due}`);
  }
  for (const [index, { sku }] of kept.lines.entries()) {
    const is = partsInWords(servedBy(served, index + 1, sku));
    const due = partsInWords(last.lines.get(sku) ?? NOTHING);
    if (is !== due) throw new Impossible(`stock serves ${sku} with ${is}, and should with ${due}`);
  }
  const stray = served.find(({ line, sku }) => kept.lines[line - 1]?.sku !== sku);
  if (stray !== undefined) throw new Impossible(`${stray.sku} serves line ${stray.line}`);
}

function servedBy(served: readonly Allocated[], line: number, sku: string): Parts {
  return served.find((one) => one.line === line && one.sku === sku) ?? NOTHING;
}
