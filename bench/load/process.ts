/**
 * A load process: takes one order from its parent, carries it out, reports, ends. It is a process of its own so that
 * what making the calls costs is neither the server's nor the measuring process's.
 */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { createGrpcJsCaller } from "./grpcJs.ts";
import { createLeanCaller } from "./lean.ts";
import type { LoadMessage, LoadOrder } from "./order.ts";
import { keepPace } from "./pace.ts";
import { createRandom } from "./random.ts";
import { createTally } from "./tally.ts";

/** After the time is up every call must have ended within this, or nothing is reported: calls have a deadline of 20 s. */
const LAST_ANSWER_MS = 30_000;

// Without the parent there is nobody to tell.
process.on("disconnect", () => process.exit(1));

const [ordered] = (await once(process, "message")) as [LoadOrder];
await carryOut(ordered);
process.exit(0);

async function carryOut(order: LoadOrder): Promise<void> {
  const { client, warmupMs, durationMs } = order;
  const random = createRandom(order.seed);
  const caller = client === "lean" ? createLeanCaller(order, random) : createGrpcJsCaller(order);
  const from = performance.now() + warmupMs;
  const until = from + durationMs;
  const tally = createTally(from, durationMs);
  const watched = watch(from, until);
  const { callOnce } = caller;
  const made = keepPace(order.pace, { callOnce, tally, until, random });
  const cpuMicros = await watched;
  const isLate = await Promise.race([made, sleep(LAST_ANSWER_MS, true)]);
  if (isLate === true) throw new Error("calls were not answered in 30 s");
  await tell({ kind: "report", report: tally.report(cpuMicros) });
  caller.close();
}

/** Tells the parent when the measured time begins and ends. @returns our own CPU time between them */
async function watch(from: number, until: number): Promise<number> {
  await sleep(from - performance.now());
  const before = process.cpuUsage();
  await tell({ kind: "measuring" });
  await sleep(until - performance.now());
  const { user, system } = process.cpuUsage(before);
  await tell({ kind: "measured" });
  return user + system;
}

async function tell(message: LoadMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send?.(message, () => resolve());
  await promise;
}
