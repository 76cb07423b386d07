import { Command } from "commander";

import { explainSettings } from "../../config/explain.ts";
import { loadConfig } from "../../config.ts";
import { warnOfUnknownSettings } from "../warnings.ts";

/** Every setting: its value, where it comes from, what it means. */
export function configCommand(): Command {
  return new Command("config")
    .description("show every setting with its value, default and meaning; passwords are masked")
    .action(show);
}

function show(): void {
  for (const { name, value, isSet, fallback, meaning } of explainSettings(process.env)) {
    const origin = isSet ? `default ${fallback ?? "not set"}` : "default";
    console.log(value === undefined ? `${name} is not set` : `${name}=${value}  (${origin})`);
    console.log(`    ${meaning}`);
  }
  warnOfUnknownSettings();
  // Last, so that a bad setting is both shown and told.
  loadConfig(process.env);
}
