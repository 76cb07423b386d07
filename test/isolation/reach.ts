import type { StockClient } from "../support/stockClient.ts";
import type { Names } from "./twoTenants.ts";

/** One way to reach for what another tenant has. */
export interface Reach {
  /** What is named. */
  readonly what: string;
  /** `OK`, or the reason that is told. */
  readonly ends: string;
  /** The call of a tenant who names somebody else's things beside its own. */
  readonly call: (client: StockClient, theirs: Names, own: Names) => Promise<unknown>;
}
