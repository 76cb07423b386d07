import { guard, type Mutant } from "./mutant.ts";

const REHOME = "core/commands/rehome.ts";
const RECALL = "core/commands/recall.ts";
const CALENDAR = "core/calendar.ts";

/** A change of the rules of recalls, which their own tests must notice. */
const recall = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`lot: ${name}`, file, find, replace, "core/recall");

/** A change that a caller must notice. */
const door = (name: string, file: string, find: string, replace: string, room: string): Mutant =>
  guard(`lot: ${name}`, file, find, replace, "behaviour/behaviour", room);

/** Guards of lots that may no longer be sold, and of what was promised out of them. */
export const LOT_MUTANTS: readonly Mutant[] = [
  recall(
    "a recall bars nothing",
    RECALL,
    "draft.putLot({ ...lot, barredAt });",
    "draft.putLot(lot);",
  ),
  recall(
    "a second recall forgets when the first was",
    RECALL,
    "(barredAt, now) => barredAt ?? now",
    "(_, now) => now",
  ),
  recall(
    "what is not recalled can be lifted",
    RECALL,
    'kind === "liftRecall" && lot.barredAt === null',
    "false",
  ),
  recall("a recall does not say of which lot", RECALL, "lotId: lot.id, ", ""),
  recall(
    "the next command of a batch still sells the lot",
    "core/books.ts",
    "if (row.lot?.id === lot.id) this.#stock.set(id, { ...row, lot });",
    "",
  ),
  recall(
    "a hold moves to a lot that it will outlive",
    REHOME,
    "eligibleRows(draft, { line, allocation }, until)",
    "eligibleRows(draft, { line, allocation })",
  ),
  recall(
    "a line that named its lot is moved",
    "core/commands/plainSale.ts",
    "if (line.lot !== null) return [];",
    "",
  ),
  recall(
    "two holds move to the same units",
    REHOME,
    "const quantity = least(left, freeUnits(row) - before);",
    "const quantity = least(left, row.balances.onHand);",
  ),
  recall(
    "overdue holds keep the place of living ones",
    REHOME,
    "for (const [stockId, units] of wanted) makeRoom(draft, stockId, units);",
    "",
  ),
  recall(
    "a hold is given up for too few overdue holds read",
    REHOME,
    "if (left > 0n && hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);",
    "",
  ),
  recall("a hold without refuge is not told", REHOME, "left > 0n && isBarred &&", "false &&"),
  recall(
    "a hold is told short again and again",
    REHOME,
    "!isToldShort(allocation, row.lot)",
    "true",
  ),
  recall(
    "a mark outlives the recall",
    "core/reservation.ts",
    "return lot.barredAt !== null && shortAt >= lot.barredAt;",
    "return true;",
  ),
  recall(
    "all of a row that fell short is moved",
    REHOME,
    "isUnfit ? allocation.held : least(allocation.held, short)",
    "isUnfit || short > 0n ? allocation.held : 0n",
  ),
  recall(
    "a shortfall is made good twice by one order",
    REHOME,
    "gone.set(stockId, (gone.get(stockId) ?? 0n) + mustGo - left);",
    "",
  ),
  recall(
    "living holds move for the sake of overdue ones",
    REHOME,
    "    makeRoom(draft, stockId, 0n);\n",
    "",
  ),
  recall(
    "a hold whose time is up is moved",
    REHOME,
    "if (!isHeld(reservation, draft.now))",
    "if (reservation.allocations.length === 0)",
  ),
  guard(
    "lot: stock is set to more than was said",
    "core/commands/setStock.ts",
    "- row.balances.onHand",
    "",
    "core/setStock",
  ),
  guard(
    "lot: setting stock makes no room",
    "core/commands/adjust.ts",
    "makeRoom(draft, row.id, falls);",
    "",
    "core/setStock",
  ),
  guard(
    "lot: a warehouse system's stock is set",
    "core/commands/adjust.ts",
    "if (refusal !== undefined) return rejected(refusal);",
    "",
    "core/setStock",
  ),
  guard(
    "lot: an expectation guards nothing",
    "core/commands/adjust.ts",
    "line.expectedQuantity !== null && line.expectedQuantity !== onHand",
    "line.expectedQuantity !== null && line.expectedQuantity > BALANCE_MAX",
    "core/setStock",
  ),
  guard(
    "lot: a day ends when it begins",
    CALENDAR,
    "startInGreenwich(day) + 24 * 3_600_000",
    "startInGreenwich(day)",
    "core/calendar",
  ),
  guard(
    "lot: a night with a change of clocks is like any other",
    CALENDAR,
    "if (offset === offsetAt(after, timeZone)) return next - offset;",
    "return next - offset;",
    "core/calendar",
  ),
  guard(
    "lot: the thirtieth of February is a day",
    CALENDAR,
    "return new Date(startInGreenwich(day)).toISOString().startsWith(day);",
    "return true;",
    "core/calendar",
  ),
  door(
    "the database keeps no recall",
    "store/lane/write/stock.ts",
    'instant("barred_at", ({ after }) => after.barredAt),',
    'instant("barred_at", ({ before }) => before?.barredAt ?? null),',
    "a recall",
  ),
  door(
    "the re-homer finds nothing",
    "store/reads/unhoused.ts",
    "(a.short_at is null or a.short_at < t.barred_at)",
    "a.short_at < t.barred_at",
    "a recall",
  ),
  door(
    "what could not move is never tried again",
    "workers/rehomer.ts",
    "(retries ? await this.#retry(tenantId, limit) : 0)",
    "0",
    "a recall",
  ),
  door(
    "a supplier has what others delivered",
    "core/availability.ts",
    "if (row.lot?.supplier !== supplier) continue;",
    "",
    "a consignment",
  ),
  door(
    "a supplier's stock may be promised beyond the safety stock",
    "core/availability.ts",
    "available: least(free, availableUnits(rows, now))",
    "available: free",
    "a consignment",
  ),
  door(
    "a cancelled order counts as a sale only",
    "store/reads/sales.ts",
    "case when p.kind = 'release' then -p.committed_delta else 0 end",
    "0",
    "a consignment",
  ),
  guard(
    "lot: a reason in a word is lost",
    "server/convert/reason.ts",
    "if (value === code) return name as ReasonCode;",
    "",
    "server/convert",
  ),
];
