import { BALANCE_MAX } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundleHasNoStock } from "../bundle/ownStock.ts";
import type { Adjust, AdjustLine } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import {
  fieldViolation,
  itemNotFound,
  locationNotFound,
  lotNotFound,
  reject,
  type Rejection,
} from "../rejection.ts";
import type { Location, StockRow, Uuid } from "../stock.ts";
import { managedByWms } from "../wms/managed.ts";
import { findOrAddRow, lotRequired, tooMuch } from "./receive.ts";

/**
 * States that more or less is on hand than the books say. It is the truth and is booked even when it leaves
 * promises uncovered; overdue holds are taken back first, so that they raise no shortfall.
 */
export function decideAdjust(books: Books, command: Adjust): Decision {
  const draft = new Draft(books);
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const location = draft.books.location(command.location);
  if (location === undefined) return rejected(locationNotFound(command.location, "location"));
  const refusal = managedByWms(location, "adjust there, or change the condition of units here");
  if (refusal !== undefined) return rejected(refusal);
  const rows: StockRow[] = [];
  for (const [index, line] of command.lines.entries()) {
    const row = rowFor(draft, line, location, `lines[${index}]`);
    if ("reason" in row) return rejected(row);
    const wrong = refuse(row, line, rows, index);
    if (wrong !== undefined) return rejected(wrong);
    rows.push(row);
  }
  for (const [index, row] of rows.entries()) {
    const falls = -(command.lines[index]?.quantityDelta ?? 0n);
    if (falls <= 0n) continue;
    makeRoom(draft, row.id, falls);
    const isShort = isClaimed(draft.stock(row.id), falls);
    if (isShort && hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);
  }
  return book(draft, command, rows, when);
}

function book(draft: Draft, command: Adjust, rows: readonly StockRow[], when: number): Decision {
  const { reason, reference } = command;
  const entry = draft.open(entryOf(command, "adjust", when, { reason, reference }));
  const stockIds: Uuid[] = [];
  for (const [index, row] of rows.entries()) {
    draft.move(entry, row.id, { onHand: command.lines[index]?.quantityDelta ?? 0n });
    stockIds.push(row.id);
  }
  return draft.accept({ stockIds });
}

function rowFor(
  draft: Draft,
  line: AdjustLine,
  location: Location,
  field: string,
): StockRow | Rejection {
  const item = draft.books.item(line.sku);
  if (item === undefined) return itemNotFound(line.sku, `${field}.sku`);
  const bundle = bundleHasNoStock(item, `${field}.sku`, "adjust");
  if (bundle !== undefined) return bundle;
  if (line.lot === null && item.lotTracked) return lotRequired(line.sku, field);
  const lot = line.lot === null ? null : draft.lot(item.id, line.lot);
  if (lot === undefined) return lotNotFound(line.sku, line.lot ?? "", `${field}.lot`);
  return findOrAddRow(draft, item, location, lot, line.stockId);
}

function refuse(
  row: StockRow,
  line: AdjustLine,
  earlier: readonly StockRow[],
  index: number,
): Rejection | undefined {
  const field = `lines[${index}]`;
  const { onHand } = row.balances;
  const same = earlier.findIndex((known) => known.id === row.id);
  if (same !== -1) {
    return fieldViolation(field, `${field}: is the same item and lot as lines[${same}]; sum it up`);
  }
  if (line.expectedQuantity !== null && line.expectedQuantity !== onHand) {
    const message = `${field}.expected_quantity: ${line.expectedQuantity} expected, ${onHand} on hand; read again`;
    const facts = {
      sku: line.sku,
      expected: String(line.expectedQuantity),
      onHand: String(onHand),
    };
    return reject("STALE_EXPECTATION", message, facts);
  }
  if (onHand + line.quantityDelta > BALANCE_MAX) return tooMuch(row, index);
  if (onHand + line.quantityDelta >= 0n) return undefined;
  const message = `${field}.quantity_delta: ${-line.quantityDelta} of ${line.sku} cannot be taken from ${onHand} on hand`;
  return reject("INVALID_MOVEMENT", message, { sku: line.sku, onHand: String(onHand) });
}
