import { Command } from "commander";

import { wmsSimCommand } from "../wmsSim/main.ts";
import { configCommand } from "./commands/config.ts";
import { demoCommand } from "./commands/demo.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { keysCommand } from "./commands/keys.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { readyCommand } from "./commands/ready.ts";
import { serveCommand } from "./commands/serve.ts";
import { startCommand } from "./commands/start.ts";
import { tenantsCommand } from "./commands/tenants.ts";
import { verifyCommand } from "./commands/verify.ts";
import { wmsCommand } from "./commands/wms.ts";
import { report } from "./failure.ts";

const LINGER_MS = 3_000;

/**
 * Runs one command as an operator typed it, without the program's name. Never throws: what goes wrong is told
 * on stderr and in the exit code.
 */
export async function run(args: readonly string[]): Promise<void> {
  // Whoever reads our output may stop reading, as `head` does.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    report(error, process.env["DATABASE_URL"]);
    process.exitCode = 1;
  }
  // Does not keep the process alive, but ends one that something forgotten keeps.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function program(): Command {
  return new Command("holdfast")
    .description("An inventory service that never sells the same unit twice.")
    .addHelpText("after", "\nSettings are environment variables: see `holdfast config`.")
    .addCommand(startCommand())
    .addCommand(demoCommand())
    .addCommand(serveCommand())
    .addCommand(migrateCommand())
    .addCommand(tenantsCommand())
    .addCommand(keysCommand())
    .addCommand(verifyCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(wmsCommand())
    .addCommand(wmsSimCommand())
    .addCommand(configCommand())
    .addCommand(readyCommand());
}
