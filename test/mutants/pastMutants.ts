import { guard, type Mutant } from "./mutant.ts";

const RETURN = "core/commands/return.ts";
const RETURNING = "core/returning.ts";
const EXPLANATION = "core/explanation.ts";
const AS_OF = "store/history/asOf.ts";
const STREAMS = "store/history/streams.ts";

/** What comes back, which tables of rules must notice. */
const returned = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`return: ${name}`, file, find, replace, "core/returns");

/** What the journal tells, which random histories must notice. */
const told = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`history: ${name}`, file, find, replace, "past/anyHistory");

/** What a list tells, which its own tests must notice. */
const listed = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`history: ${name}`, file, find, replace, "past/movements");

/** Why stock was chosen, as a caller reads it. */
const explained = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`explanation: ${name}`, file, find, replace, "past/explaining");

/** Guards of what comes back, and of what is told of the past. */
export const PAST_MUTANTS: readonly Mutant[] = [
  returned(
    "what has come back may come back again",
    RETURNING,
    "return fulfilled - returned;",
    "return fulfilled;",
  ),
  returned(
    "two lines bring the same units back",
    RETURNING,
    "left.set(allocation, open(allocation) - quantity);",
    "",
  ),
  returned(
    "more comes back than was shipped",
    RETURNING,
    "if (back.quantity < line.quantity) return tooMany(line, back.quantity, index);",
    "",
  ),
  returned(
    "units of any lot come back to the first",
    RETURNING,
    "return lots.length <= 1 ? shipped : whichLot(named.sku, lots, field);",
    "return shipped;",
  ),
  returned(
    "what is broken is for sale",
    RETURN,
    "return to === null ? { onHand: quantity } : { onHand: quantity, [to]: quantity };",
    "return { onHand: quantity, ...(to && {}) };",
  ),
  returned(
    "a warehouse system's location takes units in",
    RETURN,
    "if (refusal !== undefined || !location.archived) return refusal;",
    "if (!location.archived) return undefined;",
  ),
  returned(
    "an archived location takes back what it shipped",
    RETURN,
    "if (refusal !== undefined || !location.archived) return refusal;",
    "return refusal;",
  ),
  returned(
    "a row counts beyond its limit",
    RETURN,
    "if (row.balances.onHand + quantity > BALANCE_MAX) return tooMuch(row, index);",
    "",
  ),
  guard(
    "return: where it is taken in is not looked up",
    "store/lane/read/scopes.ts",
    "for (const { sku } of reservation.allocations) scopes.push({ sku, location });",
    "",
    "behaviour/behaviour",
    "a return",
  ),
  guard(
    "return: the database lets more come back than was shipped",
    "store/verify/checks/lines.ts",
    'when: "returned < 0 or returned > fulfilled",',
    'when: "returned < 0",',
    "store/verify",
  ),
  guard(
    "return: nobody compares what came back with the journal",
    "store/verify/checks/returns.ts",
    'when: "returned <> posted",',
    'when: "returned > posted and posted > 0",',
    "store/verify",
  ),
  told(
    "what is recorded at the very instant does not count",
    "store/history/moments.ts",
    "case when e.recorded_at <= s.at then s.middle else s.low end,",
    "case when e.recorded_at < s.at then s.middle else s.low end,",
  ),
  told(
    "what happened at the very instant does not count",
    AS_OF,
    'and occurred_at <= ${fromMs("$4")} and seq > $3',
    'and occurred_at < ${fromMs("$4")} and seq > $3',
  ),
  told(
    "what was told an hour late is forgotten",
    AS_OF,
    "from generate_series(-7, 23) as late (class)",
    "from generate_series(-7, 6) as late (class)",
  ),
  told(
    "what was told a moment late is forgotten",
    AS_OF,
    "from generate_series(-7, 23) as late (class)",
    "from generate_series(2, 23) as late (class)",
  ),
  told(
    "a card begins after what opens it",
    "store/history/card.ts",
    "const seqMin = before === null ? 1n : (seqs.get(before) ?? 0n) + 1n;",
    "const seqMin = before === null ? 1n : (seqs.get(before) ?? 0n) + 2n;",
  ),
  told(
    "a page ends where a stream was not read on",
    STREAMS,
    "select first_seq, coalesce(first_stock_id,",
    "select null::bigint, coalesce(first_stock_id,",
  ),
  listed(
    "the page after begins behind its first movement",
    "store/history/movements.ts",
    "return { seq: entry.seq, stockId };",
    "return { seq: entry.seq + 1n, stockId };",
  ),
  listed(
    "removals are told as adjustments",
    "core/movement.ts",
    "return removal !== undefined && onHand < 0n ? removal : kind;",
    "return removal !== undefined && onHand > 0n ? removal : kind;",
  ),
  told(
    "what happened before a moment is listed after it",
    STREAMS,
    "e.occurred_at >= to_timestamp($13 / 1000)",
    "e.recorded_at >= to_timestamp($13 / 1000)",
  ),
  explained(
    "overdue holds that nobody took back yet stand in the way",
    "store/history/explainSql.ts",
    "(coalesce(lapsed.held, 0) - coalesce(later.held, 0))::bigint as overdue_held,",
    "(- coalesce(later.held, 0))::bigint as overdue_held,",
  ),
  explained(
    "overdue holds that were taken back since stand in the way",
    "store/history/explainSql.ts",
    "(coalesce(lapsed.held, 0) - coalesce(later.held, 0))::bigint as overdue_held,",
    "coalesce(lapsed.held, 0)::bigint as overdue_held,",
  ),
  explained(
    "a lot that was barred since was barred then",
    "store/history/explain.ts",
    "lot: lot === null || row.lot_was_barred ? lot : { ...lot, barredAt: null },",
    "lot,",
  ),
  explained(
    "any choice passes for the one that was made",
    EXPLANATION,
    "return [...left.values()].every((units) => units === 0n);",
    "return left.size >= 0;",
  ),
  explained(
    "what a location keeps back is told as not needed",
    EXPLANATION,
    'return isAllTaken ? "keptBack" : "notNeeded";',
    'return isAllTaken ? "notNeeded" : "notNeeded";',
  ),
];
