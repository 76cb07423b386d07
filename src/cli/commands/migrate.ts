import { Command } from "commander";

import { loadConfig } from "../../config.ts";
import { migrate } from "../../store/migrate.ts";
import { withDatabase } from "../database.ts";

/** Brings the database to this version's tables. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("make or update the tables; safe to repeat, and from several machines at once")
    .action(run);
}

async function run(): Promise<void> {
  const applied = await withDatabase(loadConfig(process.env), (url) => migrate({ url }));
  if (applied.length === 0) console.log("The tables are up to date.");
  for (const name of applied) console.log(`Applied ${name}.`);
}
