import type { View } from "./availability.ts";
import {
  type Books,
  isOverdue,
  type Lot,
  lotKey,
  type Moment,
  type Stock,
  stockKey,
} from "./books.ts";
import type { Adjust, Recall, Receive, SetStock } from "./command.ts";
import { copyOf, lapse, move, newPlan, type Plan, refuse, type Verdict } from "./plan.ts";

/** Books what arrived. A lot that is named for the first time is made; a known one must be described alike. */
export function decideReceive({ books, now }: View, { location, lines }: Receive): Verdict {
  const plan = newPlan();
  for (const { sku, quantity, lot: said } of lines) {
    const item = books.items.get(sku);
    if (item === undefined) return refuse("ITEM_NOT_FOUND");
    if (item.made !== undefined) return refuse("INVALID_MOVEMENT");
    if (said === null && item.lotTracked) return refuse("LOT_REQUIRED");
    let lot: Lot | null = null;
    if (said !== null) {
      const known = books.lots.get(lotKey(sku, said.number));
      const isOther = said.expiresAt !== null && known && said.expiresAt !== known.expiresAt;
      if (isOther) return refuse("LOT_MISMATCH");
      lot = known ?? madeLot(plan, { sku, ...said, receivedAt: now, isBarred: false });
    }
    const stock = stockAt(books, sku, location, lot);
    move(plan, stock, { onHand: 1 }, quantity);
    plan.named.push(stock);
  }
  return plan;
}

/** Books that there is more or less than was thought, whatever was promised. */
export function decideAdjust(view: View, { location, lines }: Adjust): Verdict {
  return state(view, location, lines, ({ delta }) => delta);
}

/** Books that there are so many, whatever was thought or promised. */
export function decideSetStock(view: View, { location, lines }: SetStock): Verdict {
  return state(view, location, lines, ({ quantity }, { onHand }) => quantity - onHand);
}

/** Bars a lot, or lets it serve again. */
export function decideRecall({ books }: View, { kind, sku, lot: number }: Recall): Verdict {
  if (!books.items.has(sku)) return refuse("ITEM_NOT_FOUND");
  const lot = books.lots.get(lotKey(sku, number));
  if (lot === undefined) return refuse("LOT_NOT_FOUND");
  if (kind === "lift_recall" && !lot.isBarred) return refuse("INVALID_MOVEMENT");
  const plan = newPlan();
  plan.bar = { lot, isBarred: kind === "recall_lot" };
  return plan;
}

type StatedLine = Pick<Adjust["lines"][number], "sku" | "lot" | "expected">;

/** What is on hand is said to be otherwise: it is the truth, and overdue holds make room for it. */
function state<L extends StatedLine>(
  { books, now }: View,
  location: string,
  lines: readonly L[],
  deltaOf: (line: L, stock: Stock) => number,
): Verdict {
  const plan = newPlan();
  for (const line of lines) {
    const { sku, lot: number, expected } = line;
    const item = books.items.get(sku);
    if (item === undefined) return refuse("ITEM_NOT_FOUND");
    if (item.made !== undefined) return refuse("INVALID_MOVEMENT");
    if (number === null && item.lotTracked) return refuse("LOT_REQUIRED");
    const lot = number === null ? null : books.lots.get(lotKey(sku, number));
    if (lot === undefined) return refuse("LOT_NOT_FOUND");
    const stock = stockAt(books, sku, location, lot);
    if (expected !== null && expected !== stock.onHand) return refuse("STALE_EXPECTATION");
    const delta = deltaOf(line, stock);
    if (stock.onHand + delta < 0) return refuse("INVALID_MOVEMENT");
    if (delta < 0) makeRoom(plan, books, stock, { now, units: -delta });
    move(plan, stock, { onHand: 1 }, delta);
    plan.named.push(stock);
  }
  return plan;
}

/** Takes back overdue holds of a row, oldest first, as far as its other claims leave less than so many units. */
function makeRoom(
  plan: Plan,
  books: Books,
  stock: Stock,
  { now, units }: { now: Moment; units: number },
): void {
  const overdue = [...stock.holders]
    .flatMap((id) => books.reservations.get(id) ?? [])
    .filter((one) => isOverdue(one, now) && !plan.lapsed.some(({ id }) => id === one.id))
    .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
  for (const reservation of overdue) {
    const held = stock.held + (plan.moved.get(stock)?.held ?? 0);
    if (stock.onHand - held - stock.committed >= units) return;
    const after = copyOf(reservation);
    lapse(plan, after);
    plan.lapsed.push(after);
  }
}

function madeLot(plan: Plan, lot: Lot): Lot {
  plan.lots.push(lot);
  return lot;
}

function stockAt(books: Books, sku: string, code: string, lot: Lot | null): Stock {
  const known = books.stock.get(stockKey(sku, code, lot?.number ?? null));
  if (known !== undefined) return known;
  const location = books.locations.find((one) => one.code === code);
  if (location === undefined) throw new Error(`the story has no location ${code}`);
  const nothing = { onHand: 0, held: 0, committed: 0, touches: 0 };
  return { sku, location, lot, ...nothing, holders: new Set() };
}
