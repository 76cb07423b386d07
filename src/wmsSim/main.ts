import { once } from "node:events";

import { Command } from "commander";

import { isLoopback } from "./cli/loopback.ts";
import { type Typed, typedOptions } from "./cli/options.ts";
import { BadStockFile, readStockFile } from "./cli/stockFile.ts";
import { explain, HELP, welcome } from "./cli/words.ts";
import { DIALECTS } from "./dialects.ts";
import { DEMO_KEY } from "./key.ts";
import type { SimulatorOptions } from "./simulator.ts";

/**
 * `wms-sim`: a warehouse system to develop against, with everything that such a system may do to
 * one.
 */
export function wmsSimCommand(): Command {
  const command = new Command("wms-sim")
    .description("simulate a warehouse management system behind HTTP, to develop against")
    .addHelpText("after", HELP);
  for (const option of typedOptions()) command.addOption(option);
  return command.action(async (typed: Typed) => await simulate(command, typed));
}

async function simulate(command: Command, typed: Typed): Promise<void> {
  // Loaded only here: the other commands of the program start faster without.
  const { startSimulator } = await import("./simulator.ts");
  const simulator = await startSimulator(optionsOf(command, typed)).catch((error: unknown) =>
    command.error(`error: ${explain(error, typed)}`),
  );
  process.stdout.write(welcome(simulator, typed));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await simulator.stop();
}

function optionsOf(command: Command, typed: Typed): SimulatorOptions {
  const { host, port, key, seed, quota, burst, faults, pageSize, webhook, webhookSecret } = typed;
  if (!isLoopback(host)) refuseRemote(command, typed);
  if ((webhook === undefined) !== (webhookSecret === undefined)) {
    command.error("error: --webhook and --webhook-secret need each other");
  }
  const target =
    webhook === undefined || webhookSecret === undefined
      ? null
      : { url: webhook, secret: webhookSecret };
  return {
    host,
    port,
    key,
    seed,
    faults,
    pageSize,
    speed: typed.speed,
    webhook: target,
    dialect: DIALECTS[typed.dialect],
    runEveryMs: typed.runEvery,
    shipAfterMs: typed.shipAfter,
    closeShortAfterRuns: typed.closeShortAfter,
    quota: quota === null ? null : { perSecond: quota, burst },
    peopleEveryMs: typed.people ?? null,
    keepIn: typed.keep ?? null,
    ...(typed.stock !== undefined && { cells: stockOf(command, typed.stock) }),
  };
}

function refuseRemote(command: Command, { host, key, allowRemote }: Typed): void {
  if (allowRemote !== true) {
    command.error(`error: other machines can reach ${host}: say --allow-remote if they may`);
  }
  if (key === DEMO_KEY) {
    command.error("error: everybody knows the default key: choose one with --key");
  }
}

function stockOf(command: Command, file: string): NonNullable<SimulatorOptions["cells"]> {
  try {
    return readStockFile(file);
  } catch (error) {
    if (error instanceof BadStockFile) return command.error(`error: --stock ${error.message}`);
    throw error;
  }
}
