import { audit } from "../../support/core/audit.ts";
import { rollDialect } from "./dialects.ts";
import { Night } from "./night.ts";
import { Dice } from "./random.ts";

/** Plays one seed: its dialect, its night and its referee. @returns what went wrong, or nothing */
export function playSeed(seed: number, hours = 6): string[] {
  const dialect = rollDialect(new Dice(seed * 7 + 1));
  const night = new Night({ seed, dialect, hours });
  try {
    night.play();
    return [...audit(night.house.ledger), ...night.wrongAtRest()];
  } catch (error) {
    return [
      error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error),
    ];
  }
}
