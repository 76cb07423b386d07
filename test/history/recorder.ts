import { CallFailed, type CallOptions } from "../support/stockClient.ts";
import { type Asked, type Call, type History, type Outcome } from "./history.ts";
import { type Door, send } from "./send.ts";

/** Writes down what callers of one process ask and are told. */
export interface Recorder {
  /** Asks through a door. Whatever becomes of it is an outcome; only mistakes of the caller's code are thrown. */
  ask(door: Door, caller: number, asked: Asked, timeoutMs?: number): Promise<Call>;
  /** Everything so far; calls without an answer are unknown. */
  history(): History;
  /** How many calls so far. */
  count(): number;
}

/** The wall clock is read in whole milliseconds, and the database rounds its own down. */
const SLACK_MS = 5;

export function createRecorder(): Recorder {
  const epochMs = Date.now() - performance.now();
  const calls: Call[] = [];
  return {
    ask: async (door, caller, asked, timeoutMs) => {
      const outcome: Outcome = { end: "unknown", reason: "no answer yet" };
      const index = calls.length;
      const invoked = { caller, asked, invokedAt: performance.now(), answeredAt: null, outcome };
      calls.push(invoked);
      const told = await outcomeOf(door, asked, timeoutMs);
      const call: Call = { ...invoked, answeredAt: performance.now(), outcome: told };
      calls[index] = call;
      return call;
    },
    count: () => calls.length,
    history: () => {
      // A wall clock that was set meanwhile makes every end of a hold as uncertain as that.
      const steppedMs = Math.abs(Date.now() - performance.now() - epochMs);
      return { epochMs, slackMs: SLACK_MS + steppedMs, calls: [...calls] };
    },
  };
}

async function outcomeOf(
  door: Door,
  asked: Asked,
  timeoutMs: number | undefined,
): Promise<Outcome> {
  let replay = false;
  const onHeader: CallOptions["onHeader"] = (header) => {
    replay = header.get("holdfast-replay")[0] === "true";
  };
  try {
    const told = await send(door, asked, {
      onHeader,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return { end: "ok", replay, ...told };
  } catch (error) {
    if (error instanceof CallFailed) return failureOf(error);
    throw error;
  }
}

/** Codes that say that nothing has happened. */
const REFUSED = new Set([
  "FAILED_PRECONDITION",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "INVALID_ARGUMENT",
  "RESOURCE_EXHAUSTED",
]);

/** Reasons that say so under a code that does not. */
const NOT_TAKEN = new Set(["STALE_EXPECTATION", "SHUTTING_DOWN"]);

function failureOf({ code, reason, shortages, facts }: CallFailed): Outcome {
  const why = reason || code;
  if (!REFUSED.has(code) && !NOT_TAKEN.has(reason)) return { end: "unknown", reason: why };
  const short = shortages.map(({ line, available }) => ({ line, available: Number(available) }));
  const { onHand } = facts;
  return {
    end: "fail",
    reason: why,
    ...(short.length > 0 && { short }),
    ...(onHand !== undefined && { onHand: Number(onHand) }),
  };
}
