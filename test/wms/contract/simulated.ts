import { createAdapter } from "../../../src/wms/adapters/index.ts";
import { type DialectName, DIALECTS } from "../../../src/wmsSim/dialects.ts";
import type { Fault } from "../../../src/wmsSim/faults.ts";
import { startSimulator, type Simulator } from "../../../src/wmsSim/simulator.ts";
import { afterwards } from "../../support/afterwards.ts";
import { transportOf } from "../support/transports.ts";
import { startGarblingProxy } from "./garblingProxy.ts";
import {
  type Garbling,
  type Method,
  OPENING,
  PAGE_LINES,
  type Trouble,
  type Warehouse,
  type WarehouseOptions,
} from "./warehouse.ts";

const SHIPS_AFTER_MS = 600_000;
const RUN_EVERY_MS = 60_000;

const FAULTS: Readonly<Record<Trouble, Fault>> = {
  replyLost: "replyLost",
  late: "late",
  lost: "timeout",
  failure: "error",
};

const OPERATIONS: Readonly<Record<Method, string>> = {
  stockPage: "listStock",
  pushOrder: "placeOrder",
  cancelOrder: "cancelOrder",
  orderStates: "listOrderStates",
  eventsSince: "listEvents",
};

const GARBLINGS: Readonly<Record<Garbling, (body: string) => string>> = {
  nothing: () => "",
  "half of it": (body) => body.slice(0, Math.floor(body.length / 2)),
  "a web page": () => "<!doctype html><title>Please log in</title>",
  "its numbers as words": (body) => body.replaceAll(/:(-?\d+)/g, ':"$1"'),
};

/** The simulator with one of its dialects, and the HTTP adapter's client for it. */
export async function openSimulated(
  name: DialectName,
  { takesBackAlways = false, onTimetable = false }: WarehouseOptions = {},
): Promise<Warehouse> {
  const simulated = DIALECTS[name];
  // What is posted as a run begins waits for the next one, which may begin late and lasts as well.
  const dialect = { ...simulated, unseenMs: RUN_EVERY_MS + 2 * simulated.runLastsMs };
  const simulator = await startSimulator({
    dialect: simulated,
    speed: 0,
    runEveryMs: onTimetable ? RUN_EVERY_MS : Infinity,
    pageSize: PAGE_LINES,
    shipAfterMs: SHIPS_AFTER_MS,
    takeBackChance: takesBackAlways ? 1 : 0,
    cells: OPENING.map(({ orderable, bad, ...cell }) => ({
      ...cell,
      orderable: Number(orderable),
      unallocatable: Number(bad),
    })),
  });
  afterwards(() => simulator.stop());
  const proxy = await startGarblingProxy(simulator.url);
  const transport = transportOf({ timeoutMs: 250 });
  const options = { baseUrl: proxy.url, secret: simulator.key, dialect, transport };
  return {
    client: createAdapter("http", options),
    shipsAfterMs: SHIPS_AFTER_MS,
    garble: async (garbling) => proxy.garble(GARBLINGS[garbling]),
    requestCount: async () => proxy.requestCount,
    ...controlsOf(simulator),
  };
}

type Controls = Omit<Warehouse, "client" | "shipsAfterMs" | "garble" | "requestCount">;

function controlsOf({ world, clock, faults }: Simulator): Controls {
  return {
    pass: async (ms) => clock.skip(ms),
    beginRun: async () => world.startRun(),
    people: async ({ kind, quantity, foundOutAfterMs, hold, ...cell }) => {
      world.happen(kind, cell, Number(quantity), foundOutAfterMs, hold ?? undefined);
    },
    trouble: async (trouble, method) => faults.next(FAULTS[trouble], { on: OPERATIONS[method] }),
    lag: async () => faults.set({ lag: 1 }),
    timesTaken: async (reference) =>
      world
        .truth()
        .orders.filter((order) => order.reference === reference && order.rejected === null).length,
  };
}
