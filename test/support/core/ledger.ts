import { Books } from "../../../src/core/books.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { NOTHING, shortfall } from "../../../src/core/balances.ts";
import { type Bundle, type Part, Parts } from "../../../src/core/bundle/bundle.ts";
import { type Command, isChore } from "../../../src/core/command.ts";
import type { Changes, Decision, EntryDraft, Posting } from "../../../src/core/decision.ts";
import type { Instant } from "../../../src/core/instant.ts";
import {
  countNamedBy,
  judge,
  settle,
  stockNamedBy,
  transferNamedBy,
} from "../../../src/core/judge.ts";
import type { Rejection, RejectionReason } from "../../../src/core/rejection.ts";
import { isOverdue, type Reservation, seenAt } from "../../../src/core/reservation.ts";
import type { Item, Location, Lot, StockRow, Uuid } from "../../../src/core/stock.ts";
import { type Count, type CountLine, varianceOf } from "../../../src/core/count/count.ts";
import { CountBook } from "../../../src/core/count/countBook.ts";
import { inTransitOf, type Transfer } from "../../../src/core/transfer/transfer.ts";
import type { WmsOrder } from "../../../src/core/wms/order.ts";
import type { WmsRow } from "../../../src/core/wms/row.ts";
import { audit } from "./audit.ts";

/** When the first test of the day begins. */
export const MORNING = Date.UTC(2026, 0, 20, 8);

/** Kinds of entries that state physical truth. */
export const TRUTH: ReadonlySet<string> = new Set([
  "adjust",
  "state_condition",
  "wms_page",
  "wms_event",
  "wms_order",
  "set_stock",
  "close_count",
]);

/** An entry of the journal, numbered. */
export interface Entry extends Omit<EntryDraft, "id"> {
  readonly id: Uuid;
  readonly seq: number;
  readonly recordedAt: Instant;
}

/** What a caller was told. */
export interface Told {
  /** `accepted`, `replayed`, or why it was refused. `unfinished`: a dry run that cannot be decided yet. */
  readonly outcome: "accepted" | "replayed" | "unfinished" | RejectionReason;
  readonly rejection: Rejection | null;
  /** The id of the entry that the answer names. */
  readonly entryId: Uuid | null;
  /** As it is seen at that moment. */
  readonly reservation: Reservation | null;
  readonly stock: readonly StockRow[];
  readonly transfer: Transfer | null;
  readonly count: Count | null;
}

/**
 * One tenant's books without a database: reads facts, decides batches and writes pages as the lane does, and
 * audits itself after every batch.
 */
export class Ledger {
  now: Instant = MORNING;
  /** At most this many overdue holds per stock row are read for a batch. */
  overdueMax = Infinity;
  readonly items = new Map<Uuid, Item>();
  readonly locations = new Map<Uuid, Location>();
  readonly lots = new Map<Uuid, Lot>();
  /** By bundle. */
  readonly parts = new Map<Uuid, readonly Part[]>();
  readonly stock = new Map<Uuid, StockRow>();
  /** The column of the same name, kept by the statement that refuses an oversell. */
  readonly shortfalls = new Map<Uuid, bigint>();
  readonly reservations = new Map<Uuid, Reservation>();
  readonly wmsRows = new Map<Uuid, WmsRow>();
  /** By reference. */
  readonly wmsOrders = new Map<string, WmsOrder>();
  readonly transfers = new Map<Uuid, Transfer>();
  readonly counts = new CountBook();
  /** At most this many lines of a count are read for a batch that closes it. */
  closingMax = Infinity;
  readonly journal: Entry[] = [];
  /** Audited after every batch, unless whoever runs long looks for himself. */
  auditsAlways = true;
  /** Batches that were written or at least tried. */
  batches = 0;

  /** Decides commands as one batch, and those that are unfinished in the next ones. */
  run(commands: readonly Command[]): Told[] {
    const told: Told[] = [];
    let waiting = commands.map((command, index) => ({ command, index }));
    for (let rounds = 0; waiting.length > 0; rounds += 1) {
      if (rounds > 1_000) throw new Error("a command comes to no end");
      waiting = this.#batch(waiting, told);
    }
    return told;
  }

  /** A stock row with its item, location and lot as they are now. */
  row(id: Uuid): StockRow {
    const row = this.stock.get(id);
    if (row === undefined) throw new Error(`no stock row ${id}`);
    return {
      ...row,
      item: this.items.get(row.item.id) ?? row.item,
      location: this.locations.get(row.location.id) ?? row.location,
      lot: row.lot === null ? null : (this.lots.get(row.lot.id) ?? row.lot),
    };
  }

  /** Everything that is made of others, taken apart. */
  get bundles(): Bundle[] {
    const asTheyAre = [...this.parts.values()].flat().map((part) => ({
      ...part,
      bundle: this.items.get(part.bundle.id) ?? part.bundle,
      item: this.items.get(part.item.id) ?? part.item,
    }));
    return new Parts(asTheyAre).bundles;
  }

  /** Every stock row with what overdue holds have of it at this moment. */
  liveRows(): StockRow[] {
    const overdue = new Map<Uuid, bigint>();
    for (const reservation of this.reservations.values()) {
      if (!isOverdue(reservation, this.now)) continue;
      for (const { stockId, held } of reservation.allocations) {
        overdue.set(stockId, (overdue.get(stockId) ?? 0n) + held);
      }
    }
    return [...this.stock.keys()].map((id) => {
      return { ...this.row(id), overdueHeld: overdue.get(id) ?? 0n };
    });
  }

  facts(commands: readonly Command[]): Facts {
    const { read, more } = this.#overdue(commands);
    const all = [...this.reservations.values()];
    return {
      now: this.now,
      items: [...this.items.values()],
      locations: [...this.locations.values()],
      lots: [...this.lots.values()],
      bundles: this.bundles,
      stock: [...this.stock.keys()].map((id) => this.row(id)),
      reservations: all
        .filter((reservation) => !isOverdue(reservation, this.now) || read.has(reservation.id))
        .map(asStored),
      entries: this.journal,
      moreOverdue: more,
      nextExpiry: nextExpiry(all, this.now),
      wmsRows: [...this.wmsRows.values()],
      wmsOrders: [...this.wmsOrders.values()],
      nextArrival: nextArrival([...this.transfers.values()], this.now),
      transfers: [...this.transfers.values()],
      counts: { counts: [...this.counts.counts.values()], lines: this.#countLines(commands) },
    };
  }

  /** All of them; of a count that is to be closed what is recorded now, and no more than one batch may correct. */
  #countLines(commands: readonly Command[]): CountLine[] {
    const closed = new Map(
      commands.flatMap((command) =>
        command.kind === "closeCount" ? [[command.countId, command] as const] : [],
      ),
    );
    const skus = commands.flatMap((command) =>
      command.kind === "recordCount" ? command.lines.map(({ sku }) => sku) : [],
    );
    const isOpening = commands.some(({ kind }) => kind === "openCount");
    const left = new Map<Uuid, number>();
    const unrecordedFirst = [...this.counts.lines.values()].toSorted(
      (a, b) => Number(a.counted !== null) - Number(b.counted !== null),
    );
    return unrecordedFirst.filter((line) => {
      const { countId, sku, counted, corrected } = line;
      const closing = closed.get(countId);
      if (closing === undefined || isOpening || skus.includes(sku)) return true;
      const isToDo = counted === null ? closing.isMissingZero : varianceOf(line) !== 0n;
      if (corrected !== null || !isToDo) return false;
      const count = left.get(countId) ?? 0;
      left.set(countId, count + 1);
      return closing.validateOnly || count < this.closingMax;
    });
  }

  #overdue(commands: readonly Command[]): { read: Set<Uuid>; more: Set<Uuid> } {
    const named = commands.flatMap((command) => {
      if (command.kind === "reserve" || command.kind === "sell") return command.replaces ?? [];
      return "reservationId" in command ? command.reservationId : [];
    });
    const read = new Set<Uuid>(named);
    const more = new Set<Uuid>();
    const overdue = [...this.reservations.values()]
      .filter((reservation) => isOverdue(reservation, this.now))
      .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
    for (const stockId of this.stock.keys()) {
      const here = overdue.filter(({ allocations }) =>
        allocations.some((allocation) => allocation.stockId === stockId && allocation.held > 0n),
      );
      for (const { id } of here.slice(0, this.overdueMax)) read.add(id);
      if (here.length > this.overdueMax) more.add(stockId);
    }
    return { read, more };
  }

  #batch(
    waiting: readonly { command: Command; index: number }[],
    told: Told[],
  ): { command: Command; index: number }[] {
    this.batches += 1;
    const books = new Books(this.facts(waiting.map(({ command }) => command)));
    const page: Changes[] = [];
    const again = waiting.filter(({ command, index }) => {
      const decision = judge(books, command);
      const isDry = !isChore(command) && command.validateOnly;
      if (decision.verdict === "unfinished" && !isDry) {
        page.push(decision.changes);
        books.apply(decision.changes);
        return true;
      }
      if (decision.verdict === "accepted" && !isDry) {
        page.push(decision.changes);
        settle(books, command, decision);
      }
      told[index] = tell(books, command, decision);
      return false;
    });
    this.#write(page);
    return again;
  }

  #write(page: readonly Changes[]): void {
    const truth = new Set<Uuid>();
    const touched = new Set<Uuid>();
    for (const changes of page) {
      for (const lot of changes.lots) this.lots.set(lot.id, lot);
      for (const location of changes.locations) this.locations.set(location.id, location);
      for (const [id, row] of changes.stock) {
        if (row.version <= (this.stock.get(id)?.version ?? 0))
          throw new Error(`${id} is not newer`);
        this.stock.set(id, { ...row, overdueHeld: 0n });
        touched.add(id);
      }
      for (const [id, reservation] of changes.reservations) {
        const before = this.reservations.get(id)?.version ?? 0;
        if (reservation.version <= before) throw new Error(`${id} is not newer`);
        this.reservations.set(id, reservation);
      }
      for (const [id, transfer] of changes.transfers) {
        const before = this.transfers.get(id)?.version ?? 0;
        if (transfer.version <= before) throw new Error(`${id} is not newer`);
        this.transfers.set(id, transfer);
      }
      for (const [id, count] of changes.counts.counts) {
        const before = this.counts.count(id)?.version ?? 0;
        if (count.version <= before) throw new Error(`${id} is not newer`);
      }
      this.counts.apply(changes.counts);
      for (const entry of changes.entries) {
        this.#number(entry);
        if (TRUTH.has(entry.kind)) for (const id of entry.postings.keys()) truth.add(id);
      }
      for (const [id, row] of changes.wmsRows) this.wmsRows.set(id, row);
      for (const [id, order] of changes.wmsOrders) this.wmsOrders.set(id, order);
    }
    for (const id of touched) this.#keepShortfall(id, truth.has(id));
    const findings = this.auditsAlways ? audit(this) : [];
    if (findings.length > 0) throw new Error(`the books are wrong:\n${findings.join("\n")}`);
  }

  /** As the statement does it: only truth may raise a shortfall; the audit compares it with the balances. */
  #keepShortfall(id: Uuid, isTruth: boolean): void {
    const due = shortfall(this.row(id).balances);
    const before = this.shortfalls.get(id) ?? 0n;
    this.shortfalls.set(id, isTruth || due < before ? due : before);
  }

  #number(draft: EntryDraft): void {
    const seq = this.journal.length + 1;
    const postings: ReadonlyMap<Uuid, Posting> = new Map(draft.postings);
    const id = draft.id ?? `auto-${seq}`;
    this.journal.push({ ...draft, id, seq, postings, recordedAt: this.now });
  }
}

/** What a row is before anything is posted to it. */
export const EMPTY = NOTHING;

function tell(books: Books, command: Command, decision: ReturnType<typeof judge> | Decision): Told {
  const nothing = {
    rejection: null,
    entryId: null,
    reservation: null,
    stock: [],
    transfer: null,
    count: null,
  };
  const seen = (id: Uuid | null): Reservation | null => {
    const reservation = id === null ? undefined : books.reservation(id);
    return reservation === undefined ? null : seenAt(reservation, books.now);
  };
  switch (decision.verdict) {
    case "replayed": {
      const { entry } = decision;
      const stock = stockNamedBy(books, command);
      const reservation = seen(entry.reservationId);
      const transfer = transferNamedBy(books, command, entry);
      const count = countNamedBy(books, command, entry);
      const told = { entryId: entry.id, reservation, stock, transfer, count };
      return { outcome: "replayed", rejection: null, ...told };
    }
    case "rejected":
      return { ...nothing, outcome: decision.rejection.reason, rejection: decision.rejection };
    case "unfinished":
      return { ...nothing, outcome: "unfinished" };
    case "accepted": {
      const { changes, outcome } = decision;
      const { reservationId: id } = outcome;
      const afterwards = id === null ? undefined : changes.reservations.get(id);
      const isDry = !isChore(command) && command.validateOnly;
      return {
        outcome: "accepted",
        rejection: null,
        entryId: isChore(command) || isDry ? null : command.entryId,
        reservation: afterwards === undefined ? seen(id) : seenAt(afterwards, books.now),
        stock: outcome.stockIds.map(
          (stockId) => changes.stock.get(stockId) ?? books.stock(stockId),
        ),
        transfer: changes.transfers.get(outcome.transferId ?? "") ?? null,
        count: changes.counts.counts.get(outcome.countId ?? "") ?? null,
      };
    }
    default:
      throw new Error(`no such verdict: ${String(decision satisfies never)}`);
  }
}

/** The allocations in the order in which the database reads them. */
function asStored(reservation: Reservation): Reservation {
  const allocations = reservation.allocations.toSorted(
    (a, b) => a.line - b.line || a.number - b.number,
  );
  return { ...reservation, allocations };
}

function nextArrival(transfers: readonly Transfer[], now: Instant): Map<Uuid, Instant> {
  const next = new Map<Uuid, Instant>();
  for (const { expectedAt, parcels } of transfers) {
    if (expectedAt === null || expectedAt <= now) continue;
    for (const parcel of parcels.filter((each) => inTransitOf(each) > 0n)) {
      const known = next.get(parcel.toStockId) ?? Infinity;
      next.set(parcel.toStockId, Math.min(expectedAt, known));
    }
  }
  return next;
}

function nextExpiry(reservations: readonly Reservation[], now: Instant): Map<Uuid, Instant> {
  const next = new Map<Uuid, Instant>();
  for (const { expiresAt, allocations } of reservations) {
    if (expiresAt === null || expiresAt <= now) continue;
    for (const { stockId, held } of allocations) {
      if (held > 0n) next.set(stockId, Math.min(expiresAt, next.get(stockId) ?? Infinity));
    }
  }
  return next;
}
