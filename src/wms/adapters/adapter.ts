import type { WmsDialect } from "../../core/wms/dialect.ts";
import type { Transport } from "../http/transport.ts";
import type { WmsClient } from "../port.ts";

/** What an adapter is made from. */
export interface AdapterOptions {
  /** Where its API begins. */
  readonly baseUrl: string;
  /** Sent with every request; never told to anybody else. */
  readonly secret: string;
  readonly dialect: WmsDialect;
  readonly transport: Transport;
}

/**
 * Makes the client of one vendor.
 *
 * @throws TypeError for an address or a secret that cannot be used; it repeats neither
 */
export type AdapterFactory = (options: AdapterOptions) => WmsClient;

/** @throws TypeError */
export function checkSecret(secret: string): void {
  if (/^[!-~]{1,1000}$/.test(secret)) return;
  throw new TypeError("a warehouse system's secret must be printable ASCII without spaces");
}
