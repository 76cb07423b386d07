import type { Random } from "../random.ts";
import { type Cell, withOrderable } from "./cell.ts";
import { openUnits, type OrderLine } from "./order.ts";
import type { Run, WorldState } from "./state.ts";

/** How likely a line without a pinned lot begins with the first lot that has stock, … */
const FIRST_LOT = 0.7;

/** … or with another one. Otherwise it is split over several. */
const OTHER_LOT = 0.15;

/** Gives a line what it still needs, or what there is of it. */
export function allocate(state: WorldState, run: Run, line: OrderLine): void {
  const { warehouse, owner } = line.order;
  const lots = state.cells
    .ofItem(warehouse, owner, line.sku)
    .filter((cell) => cell.books.orderable > 0)
    .filter((cell) => line.lot === null || line.lot === cell.key.lot);
  for (const { cell, most } of plan(state.random, lots, openUnits(line))) {
    const quantity = Math.min(most, cell.books.orderable, openUnits(line));
    if (quantity > 0) give(run, line, cell, quantity);
  }
}

/** Which lots to try in which order, and how much to take of each at most. */
function plan(
  random: Random,
  lots: readonly Cell[],
  wanted: number,
): { readonly cell: Cell; readonly most: number }[] {
  const allOf = (cells: readonly Cell[]) => cells.map((cell) => ({ cell, most: Infinity }));
  if (lots.length < 2) return allOf(lots);
  const choice = random.next();
  if (choice < FIRST_LOT) return allOf(lots);
  const start = random.between(1, lots.length - 1);
  const rotated = [...lots.slice(start), ...lots.slice(0, start)];
  if (choice < FIRST_LOT + OTHER_LOT) return allOf(rotated);
  const parts = rotated.map((cell) => ({ cell, most: random.between(0, Math.ceil(wanted / 2)) }));
  return [...parts, ...allOf(rotated)];
}

function give(run: Run, line: OrderLine, cell: Cell, quantity: number): void {
  cell.books = withOrderable(cell.books, -quantity);
  cell.allocated += quantity;
  line.order.isUnshown = true;
  const earlier = line.allocations.find((one) => one.run === run.number && one.cell === cell);
  if (earlier !== undefined) {
    earlier.quantity += quantity;
    return;
  }
  const untouched = { takenBack: 0, returned: 0, refused: 0, shipped: 0 };
  const allocation = { run: run.number, cell, line, quantity, ...untouched };
  line.allocations.push(allocation);
  run.allocations.push(allocation);
}
