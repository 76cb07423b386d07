import { type Books, openBooks } from "../books/books.ts";
import type { Command } from "../books/command.ts";
import type { EntryRow } from "../stage/readBack.ts";
import { ITEMS, LOCATIONS } from "../steps/world.ts";
import { applyEntry } from "./applyEntry.ts";
import { createReplayCheck } from "./checkReplays.ts";
import { checkStock, checkTouches } from "./checkRows.ts";
import { claimOf, questionOf } from "./claim.ts";
import { createClaims } from "./claims.ts";
import type { Known } from "./known.ts";
import { type PlayedRound, Violation } from "./played.ts";

/** Holds the service to the rules: the model, and all that was asked of the service so far. */
export interface Referee {
  readonly books: Books;
  /** The last entry that was judged. */
  readonly seq: number;
  /** The clock of the books when it was last looked at. */
  readonly now: number;
  /** Learns what is about to be asked. */
  expect(command: Command): void;
  /** @throws Violation */
  judge(round: PlayedRound): void;
}

/**
 * Replays the journal in the model, entry by entry, and looks for a moment at which the rules give the very answer
 * that each caller heard: for what was booked that is the moment of its entry, for all else any moment of the round.
 *
 * @param seq of the last entry before the story
 */
export function createReferee(seq: number, now: number): Referee {
  const books = openBooks(ITEMS, LOCATIONS);
  const known: Known = { books, sent: new Map(), booked: new Map(), replacing: null };
  const state = { seq, now, recordedAt: 0 };
  const checkReplays = createReplayCheck(known);
  return {
    books,
    get seq() {
      return state.seq;
    },
    get now() {
      return state.now;
    },
    expect: (command) => {
      const { requestId } = command;
      const earlier = known.sent.get(requestId) ?? [];
      if (!earlier.includes(command)) known.sent.set(requestId, [command, ...earlier]);
    },
    judge: (round) => {
      const before = state.seq;
      judgeRound(known, round, state);
      checkReplays(round, before);
      checkStock(books, round);
      checkTouches(books, round);
    },
  };
}

/** How far the journal is judged. */
interface Progress {
  seq: number;
  /** Callers who ask from now on are answered as of this moment or later. */
  now: number;
  /** When the last entry was recorded. */
  recordedAt: number;
}

function judgeRound(known: Known, round: PlayedRound, at: Progress): void {
  const { entries, now: end } = round.back;
  const claims = createClaims(known);
  claims.add([...round.commands.map(claimOf), ...round.questions.map(questionOf)]);
  const answered = lastAnswered(round);
  const closing = round.closing.map(questionOf);
  const explain = (until: number): void => {
    if (answered <= at.seq) claims.add(closing.splice(0));
    claims.explain(at.now, Math.max(at.now, until), end);
  };
  for (const entry of entries) {
    inOrder(entry, at, end);
    explain(entry.recorded_at);
    applyEntry(known, entry);
    at.seq = entry.seq;
    at.recordedAt = entry.recorded_at;
    // A sweep that began before the round may end in it.
    at.now = Math.max(at.now, entry.recorded_at);
    claims.settle(entry, round.mayHaveRerun);
  }
  explain(end);
  at.now = end;
  claims.insistOnAll();
}

/** The last entry that some caller of the round was told of. */
function lastAnswered({ commands, back }: PlayedRound): number {
  const told = new Set(
    commands.filter(({ heard }) => "told" in heard.outcome).map(({ command }) => command.requestId),
  );
  const last = back.entries.findLast(
    ({ source, request_id }) => source === "api" && told.has(request_id),
  );
  return last?.seq ?? 0;
}

function inOrder(entry: EntryRow, at: Progress, end: number): void {
  const { seq, recorded_at } = entry;
  if (seq !== at.seq + 1) throw new Violation(`entry ${at.seq} is followed by ${seq}`);
  if (recorded_at < at.recordedAt || recorded_at > end) {
    const between = `between ${at.recordedAt} and ${end}`;
    throw new Violation(`entry ${seq} says that it was recorded at ${recorded_at}, not ${between}`);
  }
}
