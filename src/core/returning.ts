import { least } from "./balances.ts";
import { bundleHasNoLot, takeBundlesBack } from "./bundle/return.ts";
import type { ReturnLine } from "./command.ts";
import { reject, type Rejection } from "./rejection.ts";
import type { Allocation, Reservation } from "./reservation.ts";
import { findLine } from "./select.ts";

/** Units of one allocation that one line of a return brings back. */
export interface Parcel {
  readonly allocation: Allocation;
  readonly quantity: bigint;
  readonly line: ReturnLine;
  /** Which line of the return, from 0. */
  readonly index: number;
}

/** Units of an allocation that were shipped and have not come back. */
export function returnableUnits({ fulfilled, returned }: Allocation): bigint {
  return fulfilled - returned;
}

/** Which allocations the lines of a return are of: those that shipped first come back first. Or why they cannot be. */
export function planReturn(
  reservation: Reservation,
  lines: readonly ReturnLine[],
): Parcel[] | Rejection {
  const left = new Map(reservation.allocations.map((one) => [one, returnableUnits(one)]));
  const parcels: Parcel[] = [];
  for (const [index, line] of lines.entries()) {
    const shipped = shippedFor(reservation, line, `lines[${index}]`);
    if (!Array.isArray(shipped)) return shipped;
    const open = (allocation: Allocation): bigint => left.get(allocation) ?? 0n;
    const back = unitsBack(shipped, line, open, `lines[${index}]`);
    if ("reason" in back) return back;
    if (back.quantity < line.quantity) return tooMany(line, back.quantity, index);
    for (const [allocation, quantity] of back.units) {
      left.set(allocation, open(allocation) - quantity);
      parcels.push({ allocation, quantity, line, index });
    }
  }
  return parcels;
}

/** How much of a line of a return can come back, and how many units of which allocations: of a bundle, whole ones. */
function unitsBack(
  shipped: readonly Allocation[],
  line: ReturnLine,
  open: (allocation: Allocation) => bigint,
  field: string,
): { quantity: bigint; units: ReadonlyMap<Allocation, bigint> } | Rejection {
  if (shipped.some(({ component }) => component > 0)) {
    const back = takeBundlesBack(shipped, line.quantity, open, field);
    return "reason" in back ? back : { quantity: back.bundles, units: back.units };
  }
  const units = new Map<Allocation, bigint>();
  let wanted = line.quantity;
  for (const allocation of shipped) {
    const some = least(wanted, open(allocation));
    if (some > 0n) units.set(allocation, some);
    wanted -= some;
  }
  return { quantity: line.quantity - wanted, units };
}

/**
 * The allocations that a line of a return may be of. A lot has to be named where the units may be of several. Of a bundle
 * they are all that serve its line: some of them may not be shipped yet.
 */
export function shippedFor(
  reservation: Reservation,
  line: ReturnLine,
  field: string,
): Allocation[] | Rejection {
  const named = findLine(reservation, line, field);
  if ("reason" in named) return named;
  const served = reservation.allocations.filter((allocation) => allocation.line === named.number);
  if (named.components.length > 0)
    return line.lot === null ? served : bundleHasNoLot(named.sku, line.lot, field);
  const shipped = served.filter(({ fulfilled }) => fulfilled > 0n);
  const lots = [...new Set(shipped.map(({ lot }) => lot))];
  if (line.lot === null) return lots.length <= 1 ? shipped : whichLot(named.sku, lots, field);
  const ofLot = shipped.filter(({ lot }) => lot === line.lot);
  return ofLot.length > 0 || shipped.length === 0 ? ofLot : otherLot(line.lot, lots, field);
}

function whichLot(sku: string, lots: readonly (string | null)[], field: string): Rejection {
  const message = `${field}.lot: ${sku} was shipped from lots ${listOf(lots)}; name the lot that comes back`;
  return {
    ...reject("LOT_REQUIRED", message, { sku, field: `${field}.lot` }),
    field: `${field}.lot`,
  };
}

function otherLot(lot: string, lots: readonly (string | null)[], field: string): Rejection {
  const message = `${field}.lot: nothing was shipped from lot "${lot}", but from ${listOf(lots)}; correct the lot`;
  return { ...reject("INVALID_MOVEMENT", message, { lot }), field: `${field}.lot` };
}

function tooMany(line: ReturnLine, open: bigint, index: number): Rejection {
  const field = `lines[${index}].quantity`;
  const message = `${field}: ${line.quantity} asked, ${open} were shipped and have not come back; correct it`;
  const facts = { requested: String(line.quantity), open: String(open) };
  return { ...reject("INVALID_MOVEMENT", message, facts), field };
}

function listOf(lots: readonly (string | null)[]): string {
  const names = lots.slice(0, 5).map((lot) => (lot === null ? "none" : `"${lot}"`));
  return lots.length > 5 ? `${names.join(", ")} and others` : names.join(", ");
}
