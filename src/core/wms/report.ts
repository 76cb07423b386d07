import { least } from "../balances.ts";
import type { StockRow, Uuid } from "../stock.ts";
import type { Claims } from "./claims.ts";
import type { WmsLineReport, WmsLotUnits } from "./command.ts";
import type { WmsDialect } from "./dialect.ts";
import { isHandedOver, openOf, type WmsAllocation, type WmsOrderLine } from "./order.ts";
import type { WmsRow } from "./row.ts";

/** What a report is applied with. */
export interface ReportContext {
  readonly claims: Claims;
  readonly dialect: WmsDialect;
  readonly now: number;
  /** The stock row of a lot of the line's item at the order's location. */
  rowOf(line: WmsOrderLine, lot: string | null): StockRow;
  wmsRow(stockId: Uuid): WmsRow | undefined;
}

/**
 * A line after what the warehouse system says of it. Its figures are totals, so that the same report twice, or an old
 * one late, changes nothing. What was taken back is a claim anew beside the old one; what a run allocated moves to the
 * row that served it; what is closed is free at once; what was allocated and then returned was delivered to nobody.
 */
export function afterReport(
  context: ReportContext,
  line: WmsOrderLine,
  report: WmsLineReport,
): WmsOrderLine {
  let after = claimAgain(context, line, report);
  after = learnAllocations(context, after, report);
  after = close(context, after, report.closed);
  after = undo(context, after, report);
  const cancelAnswered = greatest(line.cancelAnswered, report.cancelAnswered);
  const refused = greatest(line.refused, report.refused);
  const shipped = greatest(line.shipped, report.shipped);
  const isNew =
    cancelAnswered > line.cancelAnswered || refused > line.refused || shipped > line.shipped;
  return isNew ? { ...after, cancelAnswered, refused, shipped } : after;
}

/** The line with every allocation handed over that its row's page surely has. */
export function settleLine(context: ReportContext, line: WmsOrderLine): WmsOrderLine {
  const { claims, dialect } = context;
  const leaving = line.allocations.filter((allocation) => {
    const sight = context.wmsRow(allocation.stockId)?.sight ?? null;
    return !allocation.handedOver && isHandedOver(allocation, sight, dialect);
  });
  if (leaving.length === 0) return line;
  for (const allocation of leaving) claims.handOver(line, allocation);
  const allocations = line.allocations.map((allocation) =>
    leaving.includes(allocation) ? { ...allocation, handedOver: true } : allocation,
  );
  return { ...line, allocations };
}

/** Will units be found for everything the report says was allocated? If not, it contradicts what we know. */
export function isSound(line: WmsOrderLine, report: WmsLineReport): boolean {
  const takenBack = greatest(line.takenBack, unitsOf(report.takenBack));
  const closed = greatest(line.closed, report.closed);
  const allocated = greatest(unitsOf(line.allocations), unitsOf(report.allocated));
  const undone = unitsOf(report.returned) + unitsOf(report.takenBack);
  return allocated + closed <= line.ordered + takenBack && undone <= allocated;
}

function claimAgain(
  context: ReportContext,
  line: WmsOrderLine,
  { takenBack }: WmsLineReport,
): WmsOrderLine {
  const more = unitsOf(takenBack) - line.takenBack;
  const [first] = takenBack;
  if (more <= 0n || first === undefined) return line;
  context.claims.claimAgain(line, context.rowOf(line, first.lot), more);
  return { ...line, takenBack: line.takenBack + more };
}

function learnAllocations(
  context: ReportContext,
  line: WmsOrderLine,
  { allocated }: WmsLineReport,
): WmsOrderLine {
  let after = line;
  for (const [name, reported] of Map.groupBy(allocated, nameOf)) {
    const [first] = reported;
    if (first === undefined) throw new Error(`nothing is reported of ${name}`);
    const { lot, run } = first;
    const row = context.rowOf(line, lot);
    const same = after.allocations.filter((known) => known.stockId === row.id && known.run === run);
    const units = unitsOf(reported) - unitsOf(same);
    if (units <= 0n) continue;
    context.claims.moveTo(after, row, units);
    const told = { stockId: row.id, quantity: units, run, toldAt: context.now };
    const allocation: WmsAllocation = { ...told, handedOver: false, undone: 0n };
    after = { ...after, allocations: [...after.allocations, allocation] };
  }
  return after;
}

function close(context: ReportContext, line: WmsOrderLine, closed: bigint): WmsOrderLine {
  const units = least(closed - line.closed, openOf(line));
  if (units <= 0n) return line;
  context.claims.giveBack(line, units);
  return { ...line, closed: line.closed + units };
}

/** Notes which allocations were undone. Those that were handed over counted as delivered until now. */
function undo(context: ReportContext, line: WmsOrderLine, report: WmsLineReport): WmsOrderLine {
  let after = line;
  const lots = new Set([...report.takenBack, ...report.returned].map(({ lot }) => lot));
  for (const lot of lots) {
    const { id } = context.rowOf(line, lot);
    const ofLot = (units: readonly WmsLotUnits[]): bigint =>
      unitsOf(units.filter((some) => some.lot === lot));
    const known = after.allocations.filter(({ stockId }) => stockId === id);
    const undone = known.reduce((sum, allocation) => sum + allocation.undone, 0n);
    const more = ofLot(report.takenBack) + ofLot(report.returned) - undone;
    if (more > 0n) after = undoUnits(context, after, id, more);
  }
  return after;
}

function undoUnits(
  { claims }: ReportContext,
  line: WmsOrderLine,
  stockId: Uuid,
  units: bigint,
): WmsOrderLine {
  let left = units;
  const allocations = line.allocations.map((allocation) => {
    const some = least(left, allocation.quantity - allocation.undone);
    if (allocation.stockId !== stockId || some <= 0n) return allocation;
    left -= some;
    if (allocation.handedOver) claims.undo(line, stockId, some);
    return { ...allocation, undone: allocation.undone + some };
  });
  claims.expectBack(stockId, units - left);
  return { ...line, allocations };
}

function nameOf({
  lot,
  run,
}: {
  readonly lot: string | null;
  readonly run: bigint | null;
}): string {
  return `${lot ?? ""}\n${run ?? ""}`;
}

function unitsOf(units: readonly { readonly quantity: bigint }[]): bigint {
  let sum = 0n;
  for (const { quantity } of units) sum += quantity;
  return sum;
}

function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
