import { z } from "zod";

import { type Faults, FAULTS, faultSettings } from "../faults.ts";
import type { OrderTruth } from "../world/world.ts";
import { shapes } from "./shapes.ts";
import type { Stage } from "./stage.ts";

/** How many seconds of requests are counted out. */
const SECONDS_SHOWN = 60;

const count = z.number().int().min(0);
const cellKey = {
  warehouse: z.string(),
  owner: z.string(),
  sku: z.string(),
  lot: z.string().nullable(),
};

const cellTruth = z
  .object({
    ...cellKey,
    free: z.number().int().describe("sellable, allocated to nobody; below 0 after some losses"),
    shelf: count.describe("sellable units, allocated ones included"),
    bad: count,
    shipped: count,
    bookedOrderable: count.describe("what pages show"),
    bookedUnallocatable: count,
  })
  .register(shapes, { id: "CellTruth" });

const lineTruth = z.object({
  line: z.number().int(),
  sku: z.string(),
  ordered: z.number(),
  allocated: count,
  takenBack: count,
  closed: z.number(),
  returned: count,
  shipped: count,
  open: count,
});

const lossTruth = z.object({
  eventIds: z.array(z.string()),
  cell: z.object(cellKey),
  quantity: count,
  at: z.number(),
  posted: count.nullable(),
  postedAt: z.number().nullable(),
  bookedRun: count.nullable(),
});

export const truthShape = z
  .object({
    cells: z.array(cellTruth),
    orders: z.array(
      z.object({
        reference: z.string(),
        lines: z.array(lineTruth),
        rejected: z.string().nullable(),
      }),
    ),
    losses: z.array(lossTruth),
  })
  .register(shapes, { id: "Truth" });

export const faultsShape = z
  .object({
    settings: z.object(faultSettings.shape),
    ordered: z.array(z.object({ fault: z.enum(FAULTS), on: z.string().nullable(), times: count })),
  })
  .register(shapes, { id: "Faults" });

export const statusShape = z
  .object({
    clock: z.object({ now: z.string(), speed: z.number() }),
    run: z.object({ ended: count, isRunning: z.boolean(), everyMs: z.number().nullable() }),
    orders: z.object({
      taken: count,
      open: count.describe("with units that runs may still allocate"),
      rejected: count,
      duplicates: count.describe("taken more often than once under one reference"),
    }),
    requests: z.object({
      count,
      refused: count.describe("by the quota"),
      perSecond: z.array(z.object({ second: z.string(), count })),
    }),
    webhooks: z
      .object({ delivered: count, failed: count, dropped: count, waiting: count })
      .nullable(),
    faults: faultsShape,
    dialect: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    cells: z.array(cellTruth),
  })
  .register(shapes, { id: "Status" });

/** What can go wrong and what was asked for. */
export function faultsOf({ settings, ordered }: Faults): z.infer<typeof faultsShape> {
  return { settings, ordered: [...ordered] };
}

/** How the simulation stands. */
export function statusOf(stage: Stage): z.infer<typeof statusShape> {
  const { world, clock, faults, requests, webhooks } = stage;
  const { dialect, runEveryMs } = world.options;
  const { cells, orders } = world.truth();
  return {
    clock: { now: new Date(world.now).toISOString(), speed: clock.speed },
    run: {
      ended: world.lastRun,
      isRunning: world.isRunning,
      everyMs: runEveryMs === Infinity ? null : runEveryMs,
    },
    orders: countOrders(orders),
    requests: {
      count: requests.moments.length,
      refused: requests.refused,
      perSecond: requests.perSecond(Date.now(), SECONDS_SHOWN),
    },
    webhooks: webhooks === null ? null : webhooks.counts(),
    faults: faultsOf(faults),
    dialect: { ...dialect },
    cells: [...cells],
  };
}

function countOrders(orders: readonly OrderTruth[]) {
  const taken = orders.filter(({ rejected }) => rejected === null);
  return {
    taken: taken.length,
    open: taken.filter(({ lines }) => lines.some((line) => line.open > 0)).length,
    rejected: orders.length - taken.length,
    duplicates: taken.length - new Set(taken.map(({ reference }) => reference)).size,
  };
}
