import { shortfall } from "../books/availability.ts";
import {
  type Books,
  isOverdue,
  keyOf,
  type Reservation,
  type Stock,
  unitsIn,
} from "../books/books.ts";
import type { Command } from "../books/command.ts";
import { decide } from "../books/decide.ts";
import {
  carryOut,
  copyOf,
  giveBack,
  isRefusal,
  lapse,
  newPlan,
  type Plan,
  type Verdict,
} from "../books/plan.ts";
import { tellStock } from "../books/told.ts";
import type { EntryRow } from "../stage/readBack.ts";
import { type Known, reservationById } from "./known.ts";
import { Violation } from "./played.ts";

/** What may leave promises uncovered. */
const STATES_TRUTH: ReadonlySet<Command["kind"]> = new Set(["adjust", "set_stock"]);

/** Books in the model what an entry tells, if the rules allow it. @throws Violation */
export function applyEntry(known: Known, entry: EntryRow): void {
  switch (entry.source) {
    case "expiry":
      applyExpiry(known, entry);
      break;
    case "replacement":
      applyReplacement(known, entry);
      break;
    case "api":
      applyRequest(known, entry);
      break;
    default:
      throw new Violation(`entry ${entry.seq} has a strange source: ${entry.source}`);
  }
  checkPostings(known.books, entry);
}

function applyExpiry({ books }: Known, entry: EntryRow): void {
  const reservation = reservationOf(books, entry);
  const { expiresAt } = reservation;
  if (!isOverdue(reservation, entry.recorded_at) || entry.occurred_at !== expiresAt) {
    throw new Violation(`entry ${entry.seq} expires a hold that ends at ${String(expiresAt)}`);
  }
  const after = copyOf(reservation);
  const plan = newPlan(after);
  lapse(plan, after);
  carryOut(books, plan);
}

function applyReplacement(known: Known, entry: EntryRow): void {
  const reservation = reservationOf(known.books, entry);
  const after = copyOf(reservation);
  const plan = newPlan(after);
  giveBack(plan, after, entry.recorded_at);
  if (plan.moved.size === 0 || isOverdue(reservation, entry.recorded_at)) {
    throw new Violation(`entry ${entry.seq} gives up a reservation that held nothing`);
  }
  carryOut(known.books, plan);
  known.replacing = reservation.id;
}

function applyRequest(known: Known, entry: EntryRow): void {
  const { books, booked } = known;
  const { request_id: requestId, recorded_at: now, seq } = entry;
  if (booked.has(requestId)) throw new Violation(`${requestId} was carried out a second time`);
  const { command, verdict } = decisionFor(known, entry);
  if (isRefusal(verdict)) {
    throw new Violation(`entry ${seq}: ${requestId} was granted, against ${verdict.reason}`);
  }
  checkGivenUp(known, command, seq);
  if (verdict.lapsed.length > 0) {
    throw new Violation(`entry ${seq} counts, and overdue holds there were not taken back before`);
  }
  named(verdict, entry.reservation_id);
  const before = new Map(
    [...verdict.moved.keys()].map((stock) => [stock, shortOf(books, stock, now)]),
  );
  carryOut(books, verdict);
  for (const [stock, units] of before) {
    if (!STATES_TRUTH.has(command.kind) && shortOf(books, stock, now) > units) {
      throw new Violation(`entry ${seq} oversells ${keyOf(stock)}`);
    }
  }
  const { reservation_id: reservationId } = entry;
  booked.set(requestId, { command, seq, reservationId, named: verdict.named });
}

/** Of several requests that were sent under one id, that which the entry fits. */
function decisionFor(
  { books, sent }: Known,
  entry: EntryRow,
): { command: Command; verdict: Verdict } {
  const { request_id: requestId, kind, recorded_at: now } = entry;
  const decisions = (sent.get(requestId) ?? [])
    .filter((command) => command.kind === kind && !command.dry)
    .map((command) => ({ command, verdict: decide(books, command, now) }));
  const fitting = decisions.find(({ verdict }) => !isRefusal(verdict) && fits(verdict, entry));
  const [first] = decisions;
  if (first === undefined) throw new Violation(`entry ${entry.seq}: nobody asked for ${requestId}`);
  return fitting ?? first;
}

/** Does a plan leave the rows as the entry does? */
function fits({ moved }: Plan, { postings }: EntryRow): boolean {
  return [...moved].every(([stock, by]) => {
    const row = postings.find(({ at }) => at === keyOf(stock));
    return row === undefined
      ? by.onHand === 0 && by.held === 0 && by.committed === 0
      : row.on_hand === stock.onHand + by.onHand && row.held === stock.held + by.held;
  });
}

/** A new reservation has the id that the service gave it. */
function named(plan: Plan, id: string | null): void {
  if (plan.reservation === null) return;
  if (id === null) throw new Violation("an entry about a reservation names none");
  plan.reservation = { ...plan.reservation, id };
}

/** What a request replaces must have been given up by an entry before it. */
function checkGivenUp(known: Known, command: Command, seq: number): void {
  const replaces = "replaces" in command ? command.replaces : null;
  const old = known.books.reservations.get(replaces ?? "");
  if (old !== undefined && unitsIn(old, "held") > 0) {
    throw new Violation(`entry ${seq} replaces ${old.id}, which still holds something`);
  }
  if (known.replacing !== null && known.replacing !== replaces) {
    throw new Violation(`entry ${seq} was not what ${known.replacing} was given up for`);
  }
  known.replacing = null;
}

function checkPostings(books: Books, { seq, kind, postings }: EntryRow): void {
  for (const { at, on_hand, held, committed } of postings) {
    const stock = books.stock.get(at);
    const isSame =
      stock?.onHand === on_hand && stock.held === held && stock.committed === committed;
    if (isSame) continue;
    const found = JSON.stringify({ on_hand, held, committed });
    const expected = JSON.stringify(stock === undefined ? null : tellStock(stock));
    throw new Violation(`entry ${seq} (${kind}) leaves ${at} with ${found}, not ${expected}`);
  }
}

function shortOf(books: Books, stock: Stock, now: number): number {
  return shortfall({ books, now, without: null }, stock);
}

function reservationOf(books: Books, { reservation_id: id }: EntryRow): Reservation {
  return reservationById(books, id ?? "");
}
