import { describe, expect, test } from "@jest/globals";

import type { SimLineState, World } from "../../../src/wmsSim/world/world.ts";
import { bustle, nameOf, settle, type Tally } from "../support/bustle.ts";
import { DIALECTS } from "../support/dialects.ts";
import { total, walk } from "../support/warehouse.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const STEPS = 400;

describe.each(DIALECTS)("whatever goes on in a warehouse (%s)", (_, dialect) => {
  test("the same seed and the same calls make the same world", () => {
    const [one, same, other] = [7, 7, 8].map((seed) => telling(bustle(seed, dialect, STEPS).world));

    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("every unit is on the shelf, broken, lost or shipped", () => {
    for (const seed of SEEDS) {
      const { world, tally } = bustle(seed, dialect, STEPS);
      expect(counted(world)).toEqual(expected(tally));
    }
  });

  test("nothing on a page is ever below nothing, and no figure of an order ever falls", () => {
    for (const seed of SEEDS) {
      const before = new Map<string, number[]>();
      let least = 0;
      let falls = 0;
      bustle(seed, dialect, STEPS, (world) => {
        const figures = walk(world).flatMap((line) => [line.orderable, line.unallocatable]);
        least = Math.min(least, ...figures);
        falls += countFalls(world, before);
      });
      expect({ least, falls }).toEqual({ least: 0, falls: 0 });
    }
  });

  test("every unit of an order is open, closed or allocated, and goes one way from there", () => {
    for (const seed of SEEDS) {
      const { world } = bustle(seed, dialect, STEPS);
      for (const line of world.truth().orders.flatMap((order) => order.lines)) {
        const { ordered, open, closed, allocated, takenBack, returned, shipped } = line;
        expect(open + closed + allocated - takenBack).toBe(ordered);
        expect(allocated - takenBack - returned - shipped).toBeGreaterThanOrEqual(0);
        expect(open).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test("in the end the books say what is there", () => {
    for (const seed of SEEDS) {
      const { world, tally } = bustle(seed, dialect, STEPS);
      settle(world, tally);
      for (const { free, bad, bookedOrderable, bookedUnallocatable } of world.truth().cells) {
        expect({ bookedOrderable, bookedUnallocatable }).toEqual({
          bookedOrderable: free,
          bookedUnallocatable: bad,
        });
      }
      expect(world.truth().losses.filter((loss) => loss.posted === null)).toEqual([]);
      expect(world.truth().losses.filter((loss) => loss.bookedRun === null)).toEqual([]);
    }
  });
});

function telling(world: World) {
  return [world.truth(), walk(world), world.eventsSince(null, 100_000)];
}

function counted(world: World): Record<string, number> {
  const rows = world.truth().cells.map((cell) => {
    return [nameOf(cell), cell.shelf + cell.bad + cell.shipped];
  });
  return Object.fromEntries(rows);
}

function expected(tally: Tally): Record<string, number> {
  const rows = [...tally].map(([name, { initial, brought, lost }]) => {
    return [name, initial + brought - lost];
  });
  return Object.fromEntries(rows);
}

/** Figures of orders that have fallen since the last time, and impossible ones. */
function countFalls(world: World, before: Map<string, number[]>): number {
  const references = [...new Set(world.truth().orders.map(({ reference }) => reference))];
  let falls = 0;
  for (const { reference, rejected, lines } of world.orderStates(references)) {
    if (rejected !== null) continue;
    const totals = lines.flatMap((line) => [
      total(line.allocated),
      total(line.takenBack),
      total(line.returned),
      line.closed,
      line.cancelAnswered,
      line.refused,
      line.shipped,
    ]);
    const earlier = before.get(reference) ?? [];
    falls += totals.filter((figure, index) => figure < (earlier[index] ?? 0)).length;
    falls += lines.filter((line) => liveUnits(line) < 0).length;
    before.set(reference, totals);
  }
  return falls;
}

function liveUnits(line: SimLineState): number {
  return total(line.allocated) - total(line.takenBack) - total(line.returned) - line.shipped;
}
