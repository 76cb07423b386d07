import { Books } from "../../core/books.ts";
import type { KnownEntry } from "../../core/facts.ts";
import { type Command, isChore } from "../../core/command.ts";
import type { Accepted, Changes, Outcome } from "../../core/decision.ts";
import { countNamedBy, judge, settle, stockNamedBy, transferNamedBy } from "../../core/judge.ts";
import { type Reservation, seenAt } from "../../core/reservation.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import type { Answer, EntryStamp } from "../answer.ts";
import { CommandRejected, DeadlinePassed, Overloaded } from "../errors.ts";
import type { BatchFacts } from "./read/facts.ts";
import type { Verdict, Waiting } from "./waiting.ts";
import { beforeOf } from "./before.ts";
import { type Before, Page } from "./write/page.ts";

/** When a dry run that needs many overdue holds taken back first is worth repeating. */
const DRY_RUN_RETRY_MS = 1_000;

const NO_WMS = { strangers: [], wmsOrder: null };

/** What one batch comes to: what every caller is told, and what is written. */
export interface Decided {
  readonly verdicts: readonly Verdict[];
  readonly page: Page;
}

/** Decides every command of a batch in order, each seeing what those before it did. */
export function decideAll(batch: readonly Waiting[], read: BatchFacts, clockMs: number): Decided {
  const decider = new Decider(read);
  const verdicts = batch.map((waiting) => decider.decide(waiting, clockMs));
  return { verdicts, page: decider.page };
}

class Decider {
  readonly page: Page;
  readonly #books: Books;
  readonly #before: Before;
  readonly #stamps = new Map<Uuid, EntryStamp>();

  constructor({ facts, entries, head }: BatchFacts) {
    this.#books = new Books(facts);
    this.#before = beforeOf(facts);
    this.page = new Page(head, facts.now);
    for (const entry of entries) this.#stamps.set(entry.id, entry.stamp);
  }

  decide(waiting: Waiting, clockMs: number): Verdict {
    const { command } = waiting;
    const decision = judge(this.#books, command);
    if (decision.verdict === "replayed") {
      return { waiting, answer: this.#replay(command, decision.entry) };
    }
    if (!waiting.attempted && waiting.deadlineAt <= clockMs) {
      return { waiting, error: new DeadlinePassed() };
    }
    waiting.attempted = true;
    switch (decision.verdict) {
      case "rejected":
        return { waiting, error: new CommandRejected(decision.rejection) };
      case "unfinished":
        if (isDryRun(command)) return { waiting, error: tooManyOverdue() };
        this.page.add(decision.changes, this.#before);
        this.#books.apply(decision.changes);
        return { waiting, again: true };
      case "accepted":
        if (isDryRun(command)) return { waiting, answer: this.#dryAnswer(decision) };
        return { waiting, answer: this.#accept(command, decision) };
      default:
        throw new Error(`no such verdict: ${String(decision satisfies never)}`);
    }
  }

  #accept(command: Command, accepted: Accepted): Answer {
    const stamps = this.page.add(accepted.changes, this.#before);
    settle(this.#books, command, accepted);
    for (const stamp of stamps) this.#stamps.set(stamp.id, stamp);
    const { reservationId, stockIds, strangers } = accepted.outcome;
    return {
      replayed: false,
      strangers,
      wmsOrder: this.#wmsOrder(accepted.outcome),
      wmsOrders: this.#ordersOf(reservationId),
      now: this.#books.now,
      entry: isChore(command) ? null : (this.#stamps.get(command.entryId) ?? null),
      reservation: this.#seen(reservationId),
      transfer: this.#books.transfer(accepted.outcome.transferId ?? "") ?? null,
      count: this.#books.counts.count(accepted.outcome.countId ?? "") ?? null,
      stock: stockIds.map((id) => this.#books.stock(id)),
    };
  }

  /** A repeat is told the ids of the first call, and everything as it stands now. */
  #replay(command: Command, entry: KnownEntry): Answer {
    return {
      ...NO_WMS,
      // After a commit whose reply was lost the batch runs again and finds its own entries: no repeat by a caller.
      replayed: isChore(command) || entry.id !== command.entryId,
      now: this.#books.now,
      entry: this.#stamps.get(entry.id) ?? null,
      reservation: this.#seen(entry.reservationId),
      wmsOrders: this.#ordersOf(entry.reservationId),
      stock: stockNamedBy(this.#books, command),
      transfer: transferNamedBy(this.#books, command, entry),
      count: countNamedBy(this.#books, command, entry),
    };
  }

  #dryAnswer({ changes, outcome }: Accepted): Answer {
    const { now } = this.#books;
    const { reservationId, stockIds, transferId, countId } = outcome;
    const transfer = changes.transfers.get(transferId ?? "") ?? null;
    const reservation = reservationId === null ? null : this.#afterwards(changes, reservationId);
    const stock = stockIds.map((id) => changes.stock.get(id) ?? this.#books.stock(id));
    const wmsOrders = this.#ordersAfterwards(changes, reservationId);
    const count = changes.counts.counts.get(countId ?? "") ?? null;
    const told = { reservation, stock, wmsOrders, transfer, count };
    return { ...NO_WMS, replayed: false, now, entry: null, ...told };
  }

  #afterwards(changes: Changes, id: Uuid): Reservation | null {
    const reservation = changes.reservations.get(id);
    return reservation === undefined ? this.#seen(id) : seenAt(reservation, this.#books.now);
  }

  #wmsOrder({ reservationId, wmsReference }: Outcome): WmsOrder | null {
    const orders = this.#ordersOf(reservationId);
    return orders.find(({ reference }) => reference === wmsReference) ?? null;
  }

  #ordersOf(reservationId: Uuid | null): readonly WmsOrder[] {
    return reservationId === null ? [] : this.#books.wmsOrdersOf(reservationId);
  }

  #ordersAfterwards({ wmsOrders }: Changes, id: Uuid | null): readonly WmsOrder[] {
    const untouched = this.#ordersOf(id).filter(({ reference }) => !wmsOrders.has(reference));
    const changed = [...wmsOrders.values()].filter(({ reservationId }) => reservationId === id);
    return [...untouched, ...changed];
  }

  #seen(id: Uuid | null): Reservation | null {
    const reservation = id === null ? undefined : this.#books.reservation(id);
    return reservation === undefined ? null : seenAt(reservation, this.#books.now);
  }
}

function isDryRun(command: Command): boolean {
  return !isChore(command) && command.validateOnly;
}

function tooManyOverdue(): Overloaded {
  const message = "too many overdue holds stand before this stock; they are being taken back";
  return new Overloaded(message, DRY_RUN_RETRY_MS);
}
