import { availability } from "./availability.ts";
import { naive, raw } from "./baselines.ts";
import { carts } from "./carts.ts";
import { cycle } from "./cycle.ts";
import { hot } from "./hot.ts";
import { openLoop } from "./openLoop.ts";
import { replicas2 } from "./replicas2.ts";
import type { Scenario } from "./scenario.ts";
import { sdk } from "./sdk.ts";
import { spread } from "./spread.ts";
import { tenants } from "./tenants.ts";
import { unloaded } from "./unloaded.ts";

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  raw,
  hot,
  raw,
  naive,
  openLoop,
  unloaded,
  sdk,
  cycle,
  spread,
  carts,
  tenants,
  availability,
  replicas2,
];
