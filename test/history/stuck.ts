import type { Balance } from "./rules.ts";
import type { AnyStep } from "./steps.ts";

/** Where a search came furthest: the answer that it could not explain, and what was there before it. */
export interface Stuck {
  readonly step: AnyStep;
  readonly stock: ReadonlyMap<string, Balance>;
}
