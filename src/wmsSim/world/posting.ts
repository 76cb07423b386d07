import { type Cell, moved, type Movement, NOTHING } from "./cell.ts";
import { EFFECTS, type Finding, type Loss } from "./finding.ts";
import type { WorldState } from "./state.ts";

/** The warehouse system finds something out, and posts as much of it as its books have room for. */
export function findOut(state: WorldState, finding: Finding): void {
  state.owed.push(finding);
  tellOwed(state);
}

/** Posts what could not be told before, as far as the books have units for it now. */
export function tellOwed(state: WorldState): void {
  let told = true;
  while (told) {
    told = false;
    for (const finding of state.owed) {
      const quantity = Math.min(finding.rest, roomFor(state, finding));
      if (quantity <= 0) continue;
      post(state, finding, quantity);
      told = true;
    }
    state.owed = state.owed.filter((finding) => finding.rest > 0);
  }
}

/** Books what was posted before a run began. @returns the losses that are told in full thereby */
export function bookPosted(state: WorldState): Loss[] {
  const losses: Loss[] = [];
  for (const { cell, movement, loss } of state.unbooked) {
    cell.books = moved(cell.books, movement);
    cell.isBooked = true;
    cell.unbooked = { orderable: 0, unallocatable: 0 };
    if (loss !== null) losses.push(loss);
  }
  state.unbooked = [];
  return losses;
}

/** How many units of a finding can be posted without any figure falling below 0. */
function roomFor(state: WorldState, { kind, cell }: Finding): number {
  const effect = EFFECTS[kind];
  if (effect.orderable < 0) return bookable(state, cell, "orderable");
  if (effect.unallocatable < 0) return bookable(state, cell, "unallocatable");
  return Infinity;
}

/** While a run lasts, its decisions and what pages show differ: neither may fall below 0. */
function bookable(state: WorldState, cell: Cell, figure: "orderable" | "unallocatable"): number {
  if (state.options.dialect.eventsBooked === "atRuns") {
    return cell.books[figure] + cell.unbooked[figure];
  }
  return Math.min(cell.books[figure], (cell.shown.latest ?? NOTHING)[figure]);
}

function post(state: WorldState, finding: Finding, quantity: number): void {
  const { kind, cell, hold, occurredAt, loss } = finding;
  const effect = EFFECTS[kind];
  const movement = {
    orderable: effect.orderable * quantity,
    unallocatable: effect.unallocatable * quantity,
    hold,
  };
  // No minus in front of a zero: it would be told apart in comparisons.
  const event = state.journal.postStock({
    ...cell.key,
    reason: kind,
    orderableDelta: movement.orderable + 0,
    unallocatableDelta: movement.unallocatable + 0,
    occurredAt,
  });
  finding.rest -= quantity;
  loss?.eventIds.push(event.id);
  const toldInFull = finding.rest === 0 ? loss : null;
  if (toldInFull !== null) {
    toldInFull.posted = state.journal.lastPosted;
    toldInFull.postedAt = state.now;
  }
  cell.isKnown = true;
  if (state.options.dialect.eventsBooked === "live") bookNow(state, cell, movement, toldInFull);
  else bookLater(state, cell, movement, toldInFull);
  state.journal.announce(event);
}

function bookNow(state: WorldState, cell: Cell, movement: Movement, loss: Loss | null): void {
  const { run } = state.marks.latest;
  cell.books = moved(cell.books, movement);
  cell.isBooked = true;
  cell.shown.record(state.now, moved(cell.shown.latest ?? NOTHING, movement));
  state.marks.record(state.now, { run, posted: state.journal.lastPosted });
  if (loss !== null) loss.bookedRun = run;
}

function bookLater(state: WorldState, cell: Cell, movement: Movement, loss: Loss | null): void {
  state.unbooked.push({ cell, movement, loss });
  cell.unbooked = {
    orderable: cell.unbooked.orderable + movement.orderable,
    unallocatable: cell.unbooked.unallocatable + movement.unallocatable,
  };
}
