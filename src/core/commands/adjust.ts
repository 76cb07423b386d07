import { BALANCE_MAX } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundleHasNoStock } from "../bundle/ownStock.ts";
import type { Adjust, SetStock } from "../command.ts";
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

type Line = Pick<Adjust["lines"][number], "sku" | "lot" | "expectedQuantity" | "stockId">;

/** How a command that states what is on hand states it. */
export interface Stating {
  readonly kind: "adjust" | "set_stock";
  /** What to do where a warehouse system counts. */
  readonly hint: string;
  /** By how much a line says that a row's units on hand differ from the books. */
  readonly deltaOf: (index: number, row: StockRow) => bigint;
}

/**
 * States that more or less is on hand than the books say. It is the truth and is booked even when it leaves
 * promises uncovered; overdue holds are taken back first, so that they raise no shortfall.
 */
export function decideAdjust(books: Books, command: Adjust): Decision {
  return stateOnHand(books, command, {
    kind: "adjust",
    hint: "adjust there, or change the condition of units here",
    deltaOf: (index) => command.lines[index]?.quantityDelta ?? 0n,
  });
}

/** Books what is on hand, by how much it differs or as a whole. */
export function stateOnHand(books: Books, command: Adjust | SetStock, stating: Stating): Decision {
  const draft = new Draft(books);
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const location = draft.books.location(command.location);
  if (location === undefined) return rejected(locationNotFound(command.location, "location"));
  const refusal = managedByWms(location, stating.hint);
  if (refusal !== undefined) return rejected(refusal);
  const rows: StockRow[] = [];
  for (const [index, line] of command.lines.entries()) {
    const row = rowFor(draft, line, location, `lines[${index}]`);
    if ("reason" in row) return rejected(row);
    const delta = stating.deltaOf(index, row);
    const wrong = refuse(row, line, delta, rows, index);
    if (wrong !== undefined) return rejected(wrong);
    rows.push(row);
  }
  for (const [index, row] of rows.entries()) {
    const falls = -stating.deltaOf(index, row);
    if (falls <= 0n) continue;
    makeRoom(draft, row.id, falls);
    const isShort = isClaimed(draft.stock(row.id), falls);
    if (isShort && hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);
  }
  return book(draft, command, rows, when, stating);
}

function book(
  draft: Draft,
  command: Adjust | SetStock,
  rows: readonly StockRow[],
  when: number,
  { kind, deltaOf }: Stating,
): Decision {
  const { reason, reasonCode, reference } = command;
  const entry = draft.open(entryOf(command, kind, when, { reason, reasonCode, reference }));
  const stockIds: Uuid[] = [];
  for (const [index, row] of rows.entries()) {
    draft.move(entry, row.id, { onHand: deltaOf(index, row) });
    stockIds.push(row.id);
  }
  return draft.accept({ stockIds });
}

function rowFor(draft: Draft, line: Line, location: Location, field: string): StockRow | Rejection {
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
  line: Line,
  delta: bigint,
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
  if (onHand + delta > BALANCE_MAX) return tooMuch(row, index);
  if (onHand + delta >= 0n) return undefined;
  const message = `${field}.quantity_delta: ${-delta} of ${line.sku} cannot be taken from ${onHand} on hand`;
  return reject("INVALID_MOVEMENT", message, { sku: line.sku, onHand: String(onHand) });
}
