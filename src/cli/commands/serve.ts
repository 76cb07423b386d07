import { Command } from "commander";

import { loadConfig } from "../../config.ts";
import { checkDatabase } from "../../store/readiness.ts";
import { checkDoors } from "../doors.ts";
import { Mistake } from "../mistake.ts";
import { serveUntilStopped } from "../serving.ts";
import { listenForSignals } from "../signals.ts";
import { warnOfUnknownSettings } from "../warnings.ts";

/** Serves a database that was migrated before. Every call needs an API key. */
export function serveCommand(): Command {
  return new Command("serve")
    .description(
      "serve from DATABASE_URL, which `holdfast migrate` has prepared; any number may run",
    )
    .action(serve);
}

async function serve(): Promise<void> {
  const stop = listenForSignals();
  const config = loadConfig(process.env);
  warnOfUnknownSettings();
  const { databaseUrl } = config;
  if (databaseUrl === undefined) {
    throw new Mistake(
      "DATABASE_URL is not set: serve needs a PostgreSQL of yours, such as " +
        "DATABASE_URL=postgresql://holdfast:secret@db.example:5432/holdfast (`npm start` brings its own)",
    );
  }
  await checkDoors(config);
  await checkDatabase(databaseUrl);
  await serveUntilStopped({ config, databaseUrl }, stop);
}
