import type { Uuid } from "../../core/stock.ts";
import type { WmsDialect } from "../../core/wms/dialect.ts";

/** An account as an operator describes it. */
export interface NewWmsAccount {
  readonly code: string;
  readonly adapter: string;
  readonly baseUrl: string;
  readonly dialect: WmsDialect;
  readonly quotaRequests: number;
  readonly quotaWindowMs: number;
  readonly readFloorPercent: number;
  readonly secretName: string;
  readonly webhookSecretName: string | null;
}

/** A place of a warehouse system, and the location that it is. */
export interface NewWmsLink {
  readonly account: string;
  readonly warehouse: string;
  readonly owner: string;
  readonly tenantId: Uuid;
  readonly location: string;
}
