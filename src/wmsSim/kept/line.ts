import { z } from "zod";

import type { World, WorldOptions } from "../world/world.ts";

const moment = z.number().int();
const units = z.number();
const lot = z.string().nullable();
const cell = { warehouse: z.string(), owner: z.string(), sku: z.string(), lot };
const reference = z.string();

/** Durations and counts without an end; JSON has no word for them. */
const endless = z
  .number()
  .nullable()
  .transform((value) => value ?? Infinity);

const dialect = z.object({
  numberedRuns: z.boolean(),
  eventsBooked: z.enum(["live", "atRuns"]),
  eventMark: z.boolean(),
  orderKeys: z.boolean(),
  zeroRows: z.enum(["listed", "leftOut"]),
  orderedPages: z.boolean(),
  takesBack: z.boolean(),
  runLastsMs: z.number(),
  lagMs: z.number(),
  requestLastsMs: z.number(),
});

const options = z.object({
  seed: moment,
  dialect,
  startAt: moment,
  runEveryMs: endless,
  cells: z.array(z.object({ ...cell, orderable: units, unallocatable: units.optional() })),
  pageSize: units,
  closeShortAfterRuns: endless,
  shipAfterMs: endless,
  takeBackChance: z.number().optional(),
  countFrom: z.number().optional(),
});

/** The first line of a file: how the world began. */
const head = z.object({ wmsSim: z.literal(1), options });

const order = z.object({
  reference,
  warehouse: z.string(),
  owner: z.string(),
  lines: z.array(z.object({ line: units, sku: z.string(), quantity: units, lot })),
});

const cancel = z.object({
  reference,
  lines: z.array(z.object({ line: units, quantity: units })),
});

const deed = z.object({
  kind: z.enum(["receipt", "return", "loss", "damage", "found", "repair"]),
  cell: z.object(cell),
  quantity: units,
  discoverAfterMs: units,
  hold: z.string().nullable(),
});

/** `at` is the world's time, `real` ours: both in milliseconds since 1970. */
const when = { at: moment, real: moment };

const line = z.discriminatedUnion("did", [
  z.object({ ...when, did: z.literal("place"), order }),
  z.object({ ...when, did: z.literal("cancel"), cancel }),
  z.object({ ...when, did: z.literal("happen"), deed }),
  z.object({ ...when, did: z.literal("run") }),
  z.object({ ...when, did: z.literal("nothing") }),
]);

/** Something that was done to a world, and when. */
export type Line = z.infer<typeof line>;

/** What was done, without when. */
export type Done = Line extends infer Each
  ? Each extends Line
    ? Omit<Each, "at" | "real">
    : never
  : never;

/** The first line of a file. */
export function headOf(begun: WorldOptions): string {
  return `${JSON.stringify({ wmsSim: 1, options: begun })}\n`;
}

/** How the world began, or undefined where that is not what the text says. */
export function optionsOf(text: string): WorldOptions | undefined {
  const read = head.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { takeBackChance, countFrom, cells, ...rest } = read.data.options;
  return {
    ...rest,
    cells: cells.map(({ unallocatable = 0, ...stock }) => ({ ...stock, unallocatable })),
    ...(takeBackChance !== undefined && { takeBackChance }),
    ...(countFrom !== undefined && { countFrom }),
  };
}

/** What was done, or undefined where the text does not say. */
export function lineOf(text: string): Line | undefined {
  const read = line.safeParse(parsed(text));
  return read.success ? read.data : undefined;
}

/** Does once more what was done. What the world refused then, it refuses again. */
export function redo(world: World, { at, ...done }: Line): void {
  world.advanceTo(Math.max(world.now, at));
  switch (done.did) {
    case "place":
      world.placeOrder(done.order);
      return;
    case "cancel":
      world.cancelOrder(done.cancel);
      return;
    case "happen": {
      const { kind, cell: where, quantity, discoverAfterMs, hold } = done.deed;
      world.happen(kind, where, quantity, discoverAfterMs, hold ?? undefined);
      return;
    }
    case "run":
      world.startRun();
      return;
    case "nothing":
      return;
    default:
      throw new Error(`nobody did ${String(done satisfies never)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
