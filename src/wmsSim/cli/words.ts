import { BadWorldFile } from "../kept/badWorldFile.ts";
import { DEMO_KEY } from "../key.ts";
import type { Simulator } from "../simulator.ts";
import type { Typed } from "./options.ts";
import { EXAMPLE } from "./stockFile.ts";

/** What `--help` says below the options. */
export const HELP = `
Dialects:
  modern   tells everything, at once and in order
  batch    books events in its runs only, and lists only what is there
  legacy   numbers nothing, knows no order keys, answers late and in no order
  silent   books events in its runs, and numbers neither runs nor events
  grabby   takes back now and then what it has allocated
  slow     runs last, answers are old, requests arrive late

Faults, each with a chance from 0 to 1:
  timeout, error, cut, late, replyLost, slow, runInWalk, lag,
  webhookDropped, webhookDuplicated, webhookReordered, webhookDelayed;
  slowMs and webhookDelayMs say how long at most.

A stock file looks like this:
  ${EXAMPLE}

Times are written 500ms, 15s, 2m or 1h. The manual is served at the address itself.
`;

/** What is said once it listens: commands to paste in another terminal. */
export function welcome({ url, key, world }: Simulator, typed: Typed): string {
  const { seed, runEveryMs } = world.options;
  const shown = key === DEMO_KEY ? key : "YOUR_KEY";
  const curl = `curl -s -H 'authorization: Bearer ${shown}'`;
  const lines = [
    `The WMS simulator is ready: ${url}`,
    `  dialect ${typed.dialect}, a run every ${runEveryMs / 1_000} s of its time, seed ${seed}`,
    "See what lies there:",
    `  ${curl} '${url}/v1/stock?limit=3'`,
    "Begin a run, and see how things stand:",
    `  ${curl} -X POST ${url}/sim/run`,
    `  ${curl} ${url}/sim/status`,
    `The manual: ${url}/`,
    typed.keep === undefined
      ? "Stop with Ctrl-C. Nothing is kept."
      : `Stop with Ctrl-C. The world goes on at the next start: it is kept in ${typed.keep}.`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Why it could not start, in a sentence. Throws what nobody can put right. */
export function explain(error: unknown, { host, port }: Typed): string {
  if (error instanceof RangeError || error instanceof BadWorldFile) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `port ${port} of ${host} is taken: choose one with --port`;
  if (code === "EACCES") return `this user may not listen on port ${port}: choose one with --port`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is no address of this machine: choose one with --host`;
  }
  throw error;
}
