import { decide } from "../books/decide.ts";
import { isRefusal, type Plan } from "../books/plan.ts";
import { tellAvailability, tellReservation, tellStock } from "../books/told.ts";
import type { Command } from "../books/command.ts";
import { ITEMS, LOCATIONS } from "../steps/world.ts";
import type { Told } from "../stage/wire.ts";
import { type Known, tellBooked } from "./known.ts";
import type { PlayedCommand, PlayedQuestion } from "./played.ts";

/** Something that a caller was told and that is to be explained. */
export interface Claim {
  /** What was asked, for people. */
  readonly what: string;
  readonly found: string;
  /** The request whose entry it says it has made; null: it made none. */
  readonly makes: string | null;
  /** A question is answered from what was committed when it came, even while a decision waits for its commit. */
  readonly isQuestion: boolean;
  /** What the rules say when the books are like this, at this moment. */
  expected(known: Known, now: number): string;
}

/** The keys that are asked for: each item at each location, and over all of them. */
export const KEYS = ITEMS.flatMap(({ sku }) =>
  ["", ...LOCATIONS.map(({ code }) => code)].map((location) => ({ sku, location })),
);

export function claimOf({ n, command, heard }: PlayedCommand): Claim {
  const { outcome } = heard;
  const isNew = "told" in outcome && !outcome.replayed && !command.dry;
  return {
    what: `step ${n}, ${JSON.stringify(command)}`,
    found: JSON.stringify("told" in outcome ? outcome.told : outcome),
    makes: isNew ? command.requestId : null,
    isQuestion: false,
    expected: (known, now) => JSON.stringify(expected(known, command, now)),
  };
}

export function questionOf({ what, reservationId, heard }: PlayedQuestion): Claim {
  const { outcome } = heard;
  return {
    what,
    found: JSON.stringify("told" in outcome ? outcome.told : outcome),
    makes: null,
    isQuestion: true,
    expected: (known, now) => {
      const all = reservationId === null;
      return JSON.stringify(all ? stockTaking(known, now) : look(known, reservationId, now));
    },
  };
}

/** What a caller hears of a command when it is decided now. */
function expected(known: Known, command: Command, now: number): unknown {
  const booked = command.dry ? undefined : known.booked.get(command.requestId);
  if (booked !== undefined) {
    const isSame = payloadOf(booked.command) === payloadOf(command);
    if (isSame) return tellBooked(known, booked, now);
    return { refused: "REQUEST_ID_REUSED", shortages: [] };
  }
  const verdict = decide(known.books, command, now);
  if (isRefusal(verdict)) return { refused: verdict.reason, shortages: verdict.shortages };
  return command.dry ? rehearsed(verdict, now) : "a new entry";
}

/** What a rehearsal tells: no ids, and no end that follows the clock to the millisecond. */
function rehearsed(plan: Plan, now: number): Told {
  if (plan.reservation === null) {
    return { seq: null, stock: plan.named.map((stock) => tellStock(stock, plan)) };
  }
  const { expiresAt: _, ...rest } = tellReservation(plan.reservation, now);
  return { reservation: { ...rest, id: "" } };
}

function payloadOf(command: Command): string {
  return JSON.stringify(command);
}

function look({ books }: Known, reservationId: string, now: number): unknown {
  const reservation = books.reservations.get(reservationId);
  if (reservation !== undefined) return tellReservation(reservation, now);
  return { refused: "RESERVATION_NOT_FOUND", shortages: [] };
}

function stockTaking({ books }: Known, now: number): unknown {
  const view = { books, now, without: null };
  return KEYS.map(({ sku, location }) => tellAvailability(view, sku, location));
}
