import type { SimHappening } from "./api.ts";
import type { Cell } from "./cell.ts";
import type { Finding, Loss } from "./finding.ts";
import type { CellKey } from "./options.ts";
import { findOut } from "./posting.ts";
import { shipWhatCan } from "./shipping.ts";
import type { WorldState } from "./state.ts";

/** What people do, and when the warehouse system finds out. */
export interface Deed {
  readonly kind: SimHappening;
  readonly cell: CellKey;
  readonly quantity: number;
  /** 0: at once. */
  readonly discoverAfterMs: number;
  /** What damaged units stand under. */
  readonly hold: string | null;
}

/** Does it, as far as there are units for it. @returns how many units it was */
export function happen(state: WorldState, deed: Deed): number {
  const { kind, discoverAfterMs } = deed;
  if (!(Number.isSafeInteger(deed.quantity) && deed.quantity > 0)) {
    throw new RangeError("the quantity must be a whole number above 0");
  }
  if (!(discoverAfterMs >= 0)) throw new RangeError("discoverAfterMs must be 0 or more");
  const cell = state.cells.at(deed.cell);
  const quantity = touch(cell, kind, deed.quantity);
  if (quantity === 0) return 0;
  const loss = lossOf(state, kind, cell, quantity);
  if (loss !== null) state.losses.push(loss);
  const occurredAt = state.now;
  const finding: Finding = { kind, cell, hold: deed.hold, occurredAt, loss, rest: quantity };
  shipWhatCan(state);
  if (discoverAfterMs === 0) findOut(state, finding);
  else state.agenda.plan(state.now + discoverAfterMs, () => findOut(state, finding));
  return quantity;
}

/** Moves the units themselves. @returns how many they were */
function touch(cell: Cell, kind: SimHappening, wanted: number): number {
  switch (kind) {
    case "receipt":
    case "return":
    case "found":
      cell.shelf += wanted;
      return wanted;
    case "loss": {
      const quantity = Math.min(wanted, cell.shelf);
      cell.shelf -= quantity;
      return quantity;
    }
    case "damage": {
      const quantity = Math.min(wanted, cell.shelf);
      cell.shelf -= quantity;
      cell.bad += quantity;
      return quantity;
    }
    case "repair": {
      const quantity = Math.min(wanted, cell.bad);
      cell.shelf += quantity;
      cell.bad -= quantity;
      return quantity;
    }
    default:
      throw new RangeError(`nobody can do ${String(kind satisfies never)}`);
  }
}

function lossOf(state: WorldState, kind: SimHappening, cell: Cell, quantity: number): Loss | null {
  if (kind !== "loss" && kind !== "damage") return null;
  const untold = { posted: null, postedAt: null, bookedRun: null };
  return { eventIds: [], cell, quantity, at: state.now, ...untold };
}
