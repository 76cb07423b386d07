import { Command } from "commander";

import { Mistake } from "../mistake.ts";
import { listenForSignals } from "../signals.ts";

/** The competing orders, told with the numbers of both sides. */
export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "watch two orders compete for the last units of a warehouse whose system is slow and stale; " +
        "ends by itself. Exit code 0: every number was as told",
    )
    .action(demo);
}

async function demo(): Promise<void> {
  const stop = listenForSignals();
  // Loaded only here: the other commands start faster without.
  const { tell } = await import("../tale/tell.ts");
  await tell(console.log, stop.requested);
  if (stop.isRequested()) throw new Mistake("the tale was broken off");
}
