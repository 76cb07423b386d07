import type { Reservation } from "./books.ts";
import type { Selection } from "./command.ts";
import { refuse, type Refusal } from "./plan.ts";

/** Units by number of the line. */
export type ByLine = ReadonlyMap<number, number>;

/** Which units are meant: those that are named, or all that are open. */
export function select(
  { lines }: Reservation,
  selections: readonly Selection[],
  open: ByLine,
): ByLine | Refusal {
  if (selections.length === 0) return open;
  const meant = new Map<number, number>();
  for (const { line, quantity } of selections) {
    if (line > lines.length) return refuse("LINE_NOT_FOUND");
    const most = open.get(line) ?? 0;
    const units = quantity === 0 ? most : quantity;
    if (units === 0 || units > most) return refuse("INVALID_MOVEMENT");
    meant.set(line, units);
  }
  return meant;
}

/** What each line has. */
export function byLine({ lines }: Reservation, unitsOf: (line: number) => number): ByLine {
  return new Map(lines.map((_, index) => [index + 1, unitsOf(index + 1)]));
}

export function sumOf(units: ByLine): number {
  return [...units.values()].reduce((sum, some) => sum + some, 0);
}

/** Takes up to so many units from what is left of a line. @returns how many it took */
export function takeFrom(left: Map<number, number>, line: number, most: number): number {
  const units = Math.min(most, left.get(line) ?? 0);
  left.set(line, (left.get(line) ?? 0) - units);
  return units;
}
