import type { StockClient } from "../../test/support/stockClient.ts";

/** Where a mass expiry happens, and how large it is. */
export interface MassExpiryOptions {
  readonly clients: readonly StockClient[];
  /** Asks the database itself, past the service. */
  readonly sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** Starts the names of its SKUs, so that several runs may share a shop. */
  readonly name: string;
  /** One unit each. */
  readonly holds: number;
  readonly skus: number;
  readonly reservesPerSecond: number;
  /** How long Reserve is measured before the holds end, and once all are taken back. */
  readonly aroundMs: number;
  /** In which order SKUs are held and wanted. */
  readonly seed: number;
  readonly onProgress?: (what: "held" | "taken back", done: number) => void;
}
