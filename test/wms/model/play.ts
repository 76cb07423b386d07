import { audit } from "../../support/core/audit.ts";
import { rollDialect } from "./dialects.ts";
import { Night, type NightOptions } from "./night.ts";
import { Dice } from "./random.ts";

/** Plays one seed in a dialect that follows from it. @returns what went wrong, in sentences */
export function playSeed(seed: number, hours = 6): string[] {
  return playNight({ seed, hours, dialect: rollDialect(new Dice(seed * 7 + 1)) });
}

/** Plays one night with its referee, and looks at the books in the morning. @returns what went wrong, in sentences */
export function playNight(options: NightOptions): string[] {
  const night = new Night(options);
  try {
    night.play();
    return [...audit(night.house.ledger), ...night.wrongAtRest()];
  } catch (error) {
    if (!Error.isError(error)) throw error;
    return [`${error.name}: ${error.message}\n${error.stack}`];
  }
}
