import { BALANCE_MAX, NOTHING } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundleHasNoStock } from "../bundle/ownStock.ts";
import type { Receive, ReceiveLine } from "../command.ts";
import { endOfDay } from "../calendar.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import type { Instant } from "../instant.ts";
import { openItem, openLocation } from "../needs.ts";
import { reject, type Rejection } from "../rejection.ts";
import type { Item, Location, Lot, StockRow, Uuid } from "../stock.ts";
import { managedByWms } from "../wms/managed.ts";

/** Books units that arrived. A lot that is named for the first time is made; a known one must be described alike. */
export function decideReceive(books: Books, command: Receive): Decision {
  const draft = new Draft(books);
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const location = openLocation(draft, command.location, "location");
  if ("reason" in location) return rejected(location);
  const refusal = managedByWms(location, "receive there, and it will be told by the next page");
  if (refusal !== undefined) return rejected(refusal);
  const { reference } = command;
  const entry = draft.open(entryOf(command, "receive", when, { reference }));
  const stockIds: Uuid[] = [];
  for (const [index, line] of command.lines.entries()) {
    const row = rowFor(draft, line, location, when, `lines[${index}]`);
    if ("reason" in row) return rejected(row);
    if (row.balances.onHand + line.quantity > BALANCE_MAX) return rejected(tooMuch(row, index));
    draft.move(entry, row.id, { onHand: line.quantity });
    if (!stockIds.includes(row.id)) stockIds.push(row.id);
  }
  return draft.accept({ stockIds });
}

/** The stock row of an item, a place and a lot, if there is one. */
export function findRow(
  draft: Draft,
  item: Item,
  location: Location,
  lot: Lot | null,
): StockRow | undefined {
  return draft
    .stockOfItem(item.id)
    .find((row) => row.location.id === location.id && (row.lot?.id ?? null) === (lot?.id ?? null));
}

/** The stock row of an item, a place and a lot, or a new empty one with the given id. */
export function findOrAddRow(
  draft: Draft,
  item: Item,
  location: Location,
  lot: Lot | null,
  id: Uuid,
): StockRow {
  const known = findRow(draft, item, location, lot);
  if (known !== undefined) return known;
  const row = { id, item, location, lot, balances: NOTHING, overdueHeld: 0n, version: 0 };
  draft.addStock(row);
  return row;
}

/** Refuses a movement that would count beyond the limit of a bucket. */
export function tooMuch(row: StockRow, index: number): Rejection {
  const message = `lines[${index}].quantity: ${row.item.sku} would count more than ${BALANCE_MAX}; correct the quantity`;
  return reject("INVALID_MOVEMENT", message, { sku: row.item.sku, limit: String(BALANCE_MAX) });
}

function rowFor(
  draft: Draft,
  line: ReceiveLine,
  location: Location,
  when: Instant,
  field: string,
): StockRow | Rejection {
  const item = openItem(draft, line.sku, `${field}.sku`);
  if ("reason" in item) return item;
  const bundle = bundleHasNoStock(item, `${field}.sku`, "receive");
  if (bundle !== undefined) return bundle;
  const lot = lotFor(draft, item, location, line, when, field);
  if (lot !== null && "reason" in lot) return lot;
  return findOrAddRow(draft, item, location, lot, line.stockId);
}

/** The lot that a line names, made when it is new; null for none, where the item may go without. */
export function lotFor(
  draft: Draft,
  item: Item,
  location: Location,
  line: Pick<ReceiveLine, "lot">,
  when: Instant,
  field: string,
): Lot | null | Rejection {
  if (line.lot === null) return item.lotTracked ? lotRequired(item.sku, field) : null;
  const { id, number, goodThrough, supplier, unitCost } = line.lot;
  const expiresAt =
    goodThrough === null ? line.lot.expiresAt : endOfDay(goodThrough, location.timeZone);
  const known = draft.lot(item.id, number);
  if (known !== undefined) {
    return mismatch(known, { expiresAt, supplier, unitCost }, item.sku, field) ?? known;
  }
  const described = { id, itemId: item.id, number, expiresAt, supplier, unitCost };
  return draft.putLot({ ...described, receivedAt: when, barredAt: null, version: 0 });
}

/** Refuses a line that names no lot although its item is lot-tracked. */
export function lotRequired(sku: string, field: string): Rejection {
  const message = `${field}.lot: ${sku} is lot-tracked; name the lot`;
  return reject("LOT_REQUIRED", message, { sku, field: `${field}.lot` });
}

function mismatch(
  known: Lot,
  said: Pick<Lot, "expiresAt" | "supplier" | "unitCost">,
  sku: string,
  field: string,
): Rejection | undefined {
  const differing: string[] = [];
  if (said.expiresAt !== null && said.expiresAt !== known.expiresAt) differing.push("expire_time");
  if (said.supplier !== null && said.supplier !== known.supplier) differing.push("supplier");
  if (said.unitCost !== null && !isSameCost(said.unitCost, known.unitCost))
    differing.push("unit_cost");
  if (differing.length === 0) return undefined;
  const message = `${field}.lot: lot ${known.number} of ${sku} is known with another ${differing.join(", ")}; leave that out, or use another number`;
  return reject("LOT_MISMATCH", message, {
    sku,
    lot: known.number,
    differing: differing.join(","),
  });
}

function isSameCost(a: NonNullable<Lot["unitCost"]>, b: Lot["unitCost"]): boolean {
  return b !== null && a.currency === b.currency && plain(a.amount) === plain(b.amount);
}

/** The decimal without digits that say nothing: `012.50` and `12.5` are one amount. */
function plain(amount: string): string {
  const [whole = "", fraction = ""] = amount.split(".");
  return `${whole.replace(/^0+(?=\d)/, "")}.${fraction.replace(/0+$/, "")}`;
}
