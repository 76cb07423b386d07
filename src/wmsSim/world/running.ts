import { allocate } from "./allocating.ts";
import { withOrderable } from "./cell.ts";
import { isAtWork, liveUnits, openUnits, type Order, type OrderLine } from "./order.ts";
import { bookPosted, tellOwed } from "./posting.ts";
import { ship } from "./shipping.ts";
import { show } from "./showing.ts";
import type { Run, WorldState } from "./state.ts";

const TAKE_BACK_CHANCE = 0.05;

/**
 * Begins a run, or lets it begin when the one that lasts has ended. It decides everything at once.
 */
export function beginRun(state: WorldState): void {
  if (state.running !== null) {
    state.isRunDue = true;
    return;
  }
  const run = decideRun(state);
  state.running = run;
  tellOwed(state);
  const { runLastsMs } = state.options.dialect;
  if (runLastsMs === 0) endRun(state, run);
  else last(state, run, state.random.between(1, runLastsMs));
}

function decideRun(state: WorldState): Run {
  state.runsBegun += 1;
  const posted = state.journal.lastPosted;
  const run = { number: state.runsBegun, posted, losses: bookPosted(state), allocations: [] };
  returnUnits(state);
  const lines = [...state.orders.atWork].flatMap((order) => order.lines);
  const { takesBack } = state.options.dialect;
  // What a run takes from an order it does not give back at once: somebody else needs it, or it was not found.
  const kept = takesBack ? lines.filter((line) => !takeBack(state, line)) : lines;
  for (const line of kept) serve(state, run, line);
  return run;
}

function returnUnits(state: WorldState): void {
  for (const { cell, quantity } of state.returning) {
    cell.returning -= quantity;
    cell.books = withOrderable(cell.books, quantity);
  }
  state.returning = [];
}

/** Now and then undoes an allocation that has not left, all of it or a part. @returns whether it did */
function takeBack(state: WorldState, line: OrderLine): boolean {
  const { random, options } = state;
  const allocation = random.pick(line.allocations.filter((one) => liveUnits(one) > 0));
  if (allocation === undefined) return false;
  if (!random.chance(options.takeBackChance ?? TAKE_BACK_CHANCE)) return false;
  const units = liveUnits(allocation);
  const quantity = random.chance(0.5) ? units : random.between(1, units);
  const { cell } = allocation;
  allocation.takenBack += quantity;
  const stillKept = allocation.quantity - allocation.takenBack - allocation.returned;
  allocation.refused = Math.min(allocation.refused, stillKept);
  cell.allocated -= quantity;
  cell.books = withOrderable(cell.books, quantity);
  line.runsTried = 0;
  line.order.isUnshown = true;
  return true;
}

function serve(state: WorldState, run: Run, line: OrderLine): void {
  if (openUnits(line) === 0) return;
  allocate(state, run, line);
  line.runsTried += 1;
  const short = openUnits(line);
  if (short === 0 || line.runsTried < state.options.closeShortAfterRuns) return;
  line.closed += short;
  line.order.isUnshown = true;
}

/** Order states tell of a run at some moment while it lasts, pages at its end. */
function last(state: WorldState, run: Run, lastsMs: number): void {
  for (const order of state.orders.atWork) {
    if (!order.isUnshown) continue;
    const seenAt = state.now + state.random.between(1, lastsMs);
    state.agenda.plan(seenAt, () => show(state, order));
  }
  state.agenda.plan(state.now + lastsMs, () => endRun(state, run));
}

function endRun(state: WorldState, run: Run): void {
  const { dialect, shipAfterMs } = state.options;
  state.running = null;
  for (const cell of state.cells.all()) {
    if (cell.isBooked && cell.shown.latest !== cell.books) cell.shown.record(state.now, cell.books);
  }
  const posted = dialect.eventsBooked === "live" ? state.journal.lastPosted : run.posted;
  state.marks.record(state.now, { run: run.number, posted });
  for (const loss of run.losses) loss.bookedRun = run.number;
  for (const order of state.orders.atWork) finish(state, order);
  tellOwed(state);
  state.agenda.plan(state.now + shipAfterMs, () => ship(state, run.allocations));
  if (!state.isRunDue) return;
  state.isRunDue = false;
  beginRun(state);
}

function finish(state: WorldState, order: Order): void {
  show(state, order);
  if (!isAtWork(order)) state.orders.atWork.delete(order);
}
