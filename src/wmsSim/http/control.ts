import { z } from "zod";

import { FAULTS, faultSettings } from "../faults.ts";
import { ALWAYS } from "./answers.ts";
import { NO_BODY, NO_QUERY, type Operation, operation } from "./operation.ts";
import { happening, name, shapes } from "./shapes.ts";
import { faultsOf, faultsShape, statusOf, statusShape, truthShape } from "./status.ts";

const CONTROL = { isControl: true, query: NO_QUERY } as const;

const status = operation({
  ...CONTROL,
  id: "status",
  method: "GET",
  path: "/sim/status",
  summary: "How the simulation stands: clock, run, orders, requests, and what really lies where.",
  body: NO_BODY,
  answers: { 200: { meaning: "the status", schema: statusShape }, ...ALWAYS },
  handle: (stage) => ({ status: 200, body: statusOf(stage) }),
});

const truth = operation({
  ...CONTROL,
  id: "truth",
  method: "GET",
  path: "/sim/truth",
  summary: "What only a referee may see: real stock, real orders, every loss.",
  body: NO_BODY,
  answers: { 200: { meaning: "the truth", schema: truthShape }, ...ALWAYS },
  handle: ({ world }) => ({ status: 200, body: world.truth() }),
});

const runShape = z
  .object({ run: z.number().int(), isRunning: z.boolean() })
  .register(shapes, { id: "Run" });

const startRun = operation({
  ...CONTROL,
  id: "startRun",
  method: "POST",
  path: "/sim/run",
  summary: "Begins a run of the allocation job, or lets one follow the one that lasts.",
  body: NO_BODY,
  answers: { 200: { meaning: "the last run that ended", schema: runShape }, ...ALWAYS },
  handle: ({ world }) => {
    world.startRun();
    return { status: 200, body: { run: world.lastRun, isRunning: world.isRunning } };
  },
});

const clockShape = z
  .object({ now: z.string(), speed: z.number() })
  .register(shapes, { id: "Clock" });

const setClock = operation({
  ...CONTROL,
  id: "setClock",
  method: "POST",
  path: "/sim/clock",
  summary: "Changes how fast the simulation's time passes, or lets some of it pass at once.",
  body: z
    .strictObject({
      speed: z.number().min(0).max(10_000).optional(),
      skipMs: z
        .number()
        .int()
        .min(0)
        .max(7 * 86_400_000)
        .optional(),
    })
    .register(shapes, { id: "ClockChange" }),
  answers: { 200: { meaning: "the clock", schema: clockShape }, ...ALWAYS },
  handle: ({ world, clock }, { body }) => {
    if (body.speed !== undefined) clock.setSpeed(body.speed);
    clock.skip(body.skipMs ?? 0);
    return { status: 200, body: { now: new Date(world.now).toISOString(), speed: clock.speed } };
  },
});

const people = operation({
  ...CONTROL,
  id: "people",
  method: "POST",
  path: "/sim/people",
  summary: "Somebody receives, loses, damages, repairs or finds units, or brings some back.",
  body: z
    .strictObject({
      kind: happening,
      warehouse: name,
      owner: name,
      sku: name,
      lot: name.nullable().default(null),
      quantity: z.number().int().min(1).max(1_000_000_000),
      discoverAfterMs: z
        .number()
        .int()
        .min(0)
        .max(366 * 86_400_000)
        .default(0),
      holdReference: name.optional(),
    })
    .register(shapes, { id: "Deed" }),
  answers: {
    200: {
      meaning: "how many units it was: no more than were there",
      schema: z.object({ quantity: z.number().int() }).register(shapes, { id: "Units" }),
    },
    ...ALWAYS,
  },
  handle: ({ world }, { body }) => {
    const { kind, warehouse, owner, sku, lot, quantity, discoverAfterMs, holdReference } = body;
    const cell = { warehouse, owner, sku, lot };
    const units = world.happen(kind, cell, quantity, discoverAfterMs, holdReference);
    return { status: 200, body: { quantity: units } };
  },
});

const setFaults = operation({
  ...CONTROL,
  id: "setFaults",
  method: "POST",
  path: "/sim/faults",
  summary: "Changes how likely things go wrong, or asks for something to go wrong next.",
  body: z
    .strictObject({
      reset: z.boolean().default(false).describe("first of all nothing goes wrong any more"),
      chances: faultSettings.partial().default({}),
      next: z
        .array(
          z.strictObject({
            fault: z.enum(FAULTS),
            on: name.nullable().default(null).describe("the operation; null: whichever is next"),
            times: z.number().int().min(1).max(1_000_000).default(1),
          }),
        )
        .max(1_000)
        .default([]),
    })
    .register(shapes, { id: "FaultsChange" }),
  answers: { 200: { meaning: "what can go wrong", schema: faultsShape }, ...ALWAYS },
  handle: ({ faults }, { body }) => {
    if (body.reset) faults.reset();
    faults.set(body.chances);
    for (const { fault, ...when } of body.next) faults.next(fault, when);
    return { status: 200, body: faultsOf(faults) };
  },
});

/** What people and tests can do behind the warehouse system's back. */
export const CONTROL_OPERATIONS: readonly Operation[] = [
  status,
  truth,
  startRun,
  setClock,
  people,
  setFaults,
];
