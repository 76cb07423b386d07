import type { SimClock } from "../clock.ts";
import type { Faults } from "../faults.ts";
import type { Webhooks } from "../webhooks.ts";
import type { World } from "../world/world.ts";
import type { RequestLog } from "./requestLog.ts";

/** What the operations work with. */
export interface Stage {
  readonly world: World;
  readonly clock: SimClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Null when nobody is told. */
  readonly webhooks: Webhooks | null;
}
