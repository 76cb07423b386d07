import { verify } from "../../store/verify/verify.ts";
import { tellCancelling } from "./cancelling.ts";
import { tellCompeting } from "./competing.ts";
import { tellMishaps } from "./mishaps.ts";
import { openStage, type Stage } from "./stage.ts";
import { Teller } from "./teller.ts";

const LAMPS = 3;
const OPENS_AT_HOURS = 9;

/**
 * Tells how orders compete for the last units in a warehouse whose system runs every quarter of an hour, with the real
 * service on a database of its own. Every number is held against both sides.
 *
 * @throws Mistake where a number is not as told
 */
export async function tell(say: (line: string) => void, stopped: Promise<void>): Promise<void> {
  say("A service, its PostgreSQL and a simulated warehouse system are started for this tale.");
  say("The warehouse's clock is moved by hand: a quarter of an hour passes in an instant.");
  const stage = await openStage(LAMPS, new Date().setUTCHours(OPENS_AT_HOURS, 0, 0, 0));
  try {
    await Promise.race([tellAll(stage, say), stopped]);
  } finally {
    await stage.close();
  }
}

async function tellAll(stage: Stage, say: (line: string) => void): Promise<void> {
  const teller = new Teller(stage, say);
  await tellCompeting(teller);
  await tellCancelling(teller);
  await tellMishaps(teller);
  const { differencesTotal } = await verify({ url: stage.databaseUrl });
  teller.check(differencesTotal === 0, `the audit found ${differencesTotal} differences`);
  say(`\nThe books balance, and ${teller.checks} numbers were as told.`);
}
