import { type Books, isOverdue } from "../books/books.ts";
import type { EntryRow } from "../stage/readBack.ts";
import type { Known } from "./known.ts";
import type { Claim } from "./claim.ts";
import { differenceOf } from "./difference.ts";
import { Violation } from "./played.ts";

/** What callers of a round were told and nothing has explained yet. */
export interface Claims {
  add(claims: readonly Claim[]): void;
  /**
   * Drops what the books as they are now explain.
   *
   * @param from no decision was made earlier since they are like this
   * @param to nor later
   * @param end of the round: until then questions may have been answered from these books
   */
  explain(from: number, to: number, end: number): void;
  /** Drops the claims of callers who were told that they had made this entry. @throws Violation */
  settle(entry: EntryRow, mayHaveRerun: boolean): void;
  /** @throws Violation when something is left that nothing explains */
  insistOnAll(): void;
}

/** So many of the answers that were expected instead are told. */
const TOLD_MAX = 6;

export function createClaims(known: Known): Claims {
  /** With what was expected instead. */
  const open = new Map<Claim, Set<string>>();
  const isExplained = (claim: Claim, now: number): boolean => {
    const expected = claim.expected(known, now);
    if (expected === claim.found) return true;
    open.get(claim)?.add(expected);
    return false;
  };
  return {
    add: (claims) => {
      for (const claim of claims) open.set(claim, new Set());
    },
    explain: (from, to, end) => {
      if (open.size === 0) return;
      const moments = momentsBetween(known.books, from, to);
      const later = to === end ? moments : momentsBetween(known.books, from, end);
      for (const claim of open.keys()) {
        const fitting = claim.isQuestion ? later : moments;
        if (fitting.some((now) => isExplained(claim, now))) open.delete(claim);
      }
    },
    settle: ({ source, request_id: requestId, recorded_at: now }, mayHaveRerun) => {
      if (source !== "api") return;
      for (const [claim, instead] of open) {
        if (claim.makes !== requestId) continue;
        instead.clear();
        if (isExplained(claim, now)) open.delete(claim);
        // The answer to a batch that ran again tells the state of then.
        else if (!mayHaveRerun) throw new Violation(`wrong: ${tell(claim, instead)}`);
      }
    },
    insistOnAll: () => {
      for (const [claim, instead] of open) {
        throw new Violation(`nothing explains ${tell(claim, instead)}`);
      }
    },
  };
}

function tell({ what, found }: Claim, instead: ReadonlySet<string>): string {
  const lines = [...instead].slice(-TOLD_MAX).map((expected) => {
    const differing = differenceOf(found, expected);
    return `\n  heard    ${differing.found}\n  expected ${differing.expected}`;
  });
  return `${what}${lines.join("\n  or")}`;
}

/** The moments from which on something is different, holds and lots being what they are. */
function momentsBetween(books: Books, from: number, to: number): number[] {
  const ends = new Set<number>();
  for (const { holders, lot } of books.stock.values()) {
    if (lot?.expiresAt) ends.add(lot.expiresAt);
    for (const id of holders) {
      const reservation = books.reservations.get(id);
      if (reservation === undefined || isOverdue(reservation, from)) continue;
      if (reservation.expiresAt !== null) ends.add(reservation.expiresAt);
    }
  }
  return [from, ...[...ends].filter((end) => end > from && end < to), to];
}
