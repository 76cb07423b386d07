import type { Mutant } from "./mutant.ts";

/** A change of one file of the core, which the core's own tests must notice. */
function core(name: string, file: string, find: string, replace: string, test: string): Mutant {
  const patches = [{ file: `src/core/${file}`, find, replace }];
  return { name, patches, tests: [`test/core/${test}.test.ts`] };
}

/** Guards of the rules, broken in `decide`. */
export const CORE_MUTANTS: readonly Mutant[] = [
  core(
    "expiry at decision: a hold is alive at the very instant it ends",
    "instant.ts",
    "limit <= now",
    "limit < now",
    "expiry",
  ),
  core(
    "expiry at decision: an overdue hold may still be committed",
    "lapse.ts",
    " && !isOverdue(reservation, now)",
    "",
    "expiry",
  ),
  core(
    "expiry at decision: overdue holds keep stock from others",
    "stock.ts",
    "return claims(row.balances) - row.overdueHeld;",
    "return claims(row.balances);",
    "availability",
  ),
  core(
    "expiry at decision: stock is granted without taking overdue holds back",
    "commands/order.ts",
    "for (const [stockId, units] of unitsPerRow(sourced.grants)) makeRoom(draft, stockId, units);",
    "",
    "expiry",
  ),
  core(
    "units owed: a lot that fell short owes nothing",
    "availability.ts",
    "return freeUnits(row) - atLeastZero(liveClaims(row) - row.balances.onHand);",
    "return freeUnits(row);",
    "availability",
  ),
  core(
    "units owed: a barred lot owes nothing",
    "availability.ts",
    "balanceOf(row) : -promisedBy(row)",
    "balanceOf(row) : 0n",
    "availability",
  ),
  core(
    "safety stock is promised too",
    "availability.ts",
    "unowedUnits(rows, now) - safetyStockOf(first) - ",
    "unowedUnits(rows, now) - ",
    "availability",
  ),
  core(
    "summing of lines: each line sees a row as if it were alone",
    "place.ts",
    "this.#takenRow.set(row.id, (this.#takenRow.get(row.id) ?? 0n) + quantity);",
    "",
    "sourcing",
  ),
  core(
    "summing of lines: each line sees a place as if it were alone",
    "place.ts",
    "this.#takenPlace.set(place, (this.#takenPlace.get(place) ?? 0n) + quantity);",
    "",
    "sourcing",
  ),
  core(
    "commit while short: two holds of 4 sell 8 of 5",
    "stock.ts",
    "const open = balances.onHand - claims(balances) + balances.held;",
    "const open = balances.onHand;",
    "commit",
  ),
  core(
    "release scope: a late payment timeout un-sells a paid order",
    "commands/release.ts",
    `command.scope === "holds" ? held :`,
    `command.method === "" ? held :`,
    "release",
  ),
  core(
    "an expired lot is sold",
    "stock.ts",
    "!hasPassed(lot.expiresAt, at)",
    "!hasPassed(lot.expiresAt, at - 1)",
    "lots",
  ),
  core(
    "a second expiry of a reacquired hold is taken for a repeat",
    "expiry.ts",
    "requestId: `${reservation.id}/${reservation.version}`",
    "requestId: reservation.id",
    "expiry",
  ),
  core(
    "replay: the same id with another payload is answered as a repeat",
    "judge.ts",
    "if (entry.fingerprint === command.fingerprint) return",
    "if (entry.fingerprint) return",
    "requests",
  ),
  core(
    "replay: a repeat in one batch is carried out twice",
    "judge.ts",
    "  books.learn({",
    `  if (command.method === "") books.learn({`,
    "requests",
  ),
];
