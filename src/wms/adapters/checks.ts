import type { WmsDialect } from "../../core/wms/dialect.ts";
import { WmsNonsense } from "../errors.ts";
import type {
  EventsPage,
  LotUnits,
  StockLine,
  StockPage,
  WmsLineState,
  WmsOrderState,
} from "../port.ts";

/** What no single field tells: each throws WmsNonsense where an answer contradicts itself, the question or the dialect. */

/** @param cursor that was asked with */
export function checkPage(page: StockPage, cursor: string | null, dialect: WmsDialect): void {
  if (page.next !== null && page.next === cursor) {
    throw new WmsNonsense("next", "the cursor that was given: such a walk would never end");
  }
  const seen = new Set<string>();
  for (const [index, line] of page.lines.entries()) {
    const field = `lines[${index}]`;
    const before = page.lines[index - 1];
    if (dialect.orderedPages && before !== undefined && compareLines(before, line) >= 0) {
      throw new WmsNonsense(field, "not in order behind the line before it");
    }
    const { warehouse, owner, sku, lot } = line;
    const key = JSON.stringify([warehouse, owner, sku, lot]);
    if (seen.has(key)) throw new WmsNonsense(field, "the same place and lot as a line before it");
    seen.add(key);
    if (sum(line.holds) > line.unallocatable) {
      throw new WmsNonsense(`${field}.holds`, "more than what is unallocatable");
    }
  }
}

/** The byte order of (warehouse, owner, sku, lot); no lot comes first. */
export function compareLines(one: StockLine, two: StockLine): number {
  return (
    compareBytes(one.warehouse, two.warehouse) ||
    compareBytes(one.owner, two.owner) ||
    compareBytes(one.sku, two.sku) ||
    compareBytes(one.lot ?? "", two.lot ?? "")
  );
}

function compareBytes(one: string, two: string): number {
  return one === two ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(two));
}

/** @param references that were asked about */
export function checkStates(
  states: readonly WmsOrderState[],
  references: readonly string[],
  dialect: WmsDialect,
): void {
  const asked = new Set(references);
  for (const [index, { reference, lines }] of states.entries()) {
    const field = `orders[${index}]`;
    // Told twice, it is no longer among them.
    if (!asked.delete(reference)) {
      throw new WmsNonsense(`${field}.reference`, "nobody asked about it, or it is told twice");
    }
    const numbers = new Set<number>();
    for (const [at, line] of lines.entries()) {
      const lineField = `${field}.lines[${at}]`;
      if (numbers.has(line.line)) throw new WmsNonsense(`${lineField}.line`, "told twice");
      numbers.add(line.line);
      checkLine(line, lineField, dialect);
    }
  }
}

function checkLine(line: WmsLineState, field: string, dialect: WmsDialect): void {
  if (!dialect.takesBack && line.takenBack.length > 0) {
    throw new WmsNonsense(
      `${field}.takenBack`,
      "not empty, although the dialect takes nothing back",
    );
  }
  const allocated = perLot(line.allocated);
  const undone = perLot([...line.takenBack, ...line.returned]);
  for (const [lot, quantity] of undone) {
    if (quantity <= (allocated.get(lot) ?? 0n)) continue;
    throw new WmsNonsense(field, "more of a lot was undone than allocated");
  }
  if (line.refused > line.cancelAnswered) {
    throw new WmsNonsense(`${field}.refused`, "more than what was answered");
  }
}

/** @param cursor that was asked with */
export function checkEvents({ events, next, more }: EventsPage, cursor: string | null): void {
  if (next === cursor && (more || events.length > 0)) {
    throw new WmsNonsense("next", "the cursor that was given, although there was something new");
  }
}

function perLot(parts: readonly LotUnits[]): Map<string | null, bigint> {
  const totals = new Map<string | null, bigint>();
  for (const { lot, quantity } of parts) totals.set(lot, (totals.get(lot) ?? 0n) + quantity);
  return totals;
}

function sum(parts: readonly { readonly quantity: bigint }[]): bigint {
  return parts.reduce((total, { quantity }) => total + quantity, 0n);
}
