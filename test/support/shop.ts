import { randomUUID } from "node:crypto";

import { type Availability, type Reservation, type Stock } from "@holdfast/client";

import { type App, startApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { verify } from "../../src/store/verify/verify.ts";
import { createTestDatabase } from "./postgres.ts";
import { createStockClient, type StockClient } from "./stockClient.ts";
import { createTestTenant, type TestTenant } from "./tenants.ts";

export interface ShopOptions {
  /** A migrated database to use instead of one of its own. */
  readonly url?: string;
  /** Settings, such as `{ HOLDFAST_TTL_MAX: "1h" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface ItemOptions {
  readonly lotTracked?: boolean;
}

export interface LocationOptions {
  readonly deferred?: boolean;
  readonly sourcingPriority?: number;
  readonly safetyStock?: bigint;
}

export interface ReceiveOptions {
  readonly location?: string;
  readonly lot?: string;
  readonly expiresAt?: Date;
}

/** One tenant's shop on a server in this process, reached through a stock gRPC client as its admin. */
export interface Shop {
  readonly url: string;
  readonly app: App;
  readonly tenant: TestTenant;
  readonly client: StockClient;
  item(sku: string, options?: ItemOptions): Promise<void>;
  location(code: string, options?: LocationOptions): Promise<void>;
  /** Receives at `location` (default `MAIN`), making the item and the location where they are not there. */
  receive(sku: string, quantity: number | bigint, options?: ReceiveOptions): Promise<Stock>;
  /** Holds units of one SKU under a new request id. */
  reserve(sku: string, quantity: number | bigint, more?: ReserveMore): Promise<Reservation>;
  availability(sku: string, location?: string): Promise<Availability>;
  /** Adjusts on hand, as a person who counted would. */
  adjust(
    sku: string,
    delta: number | bigint,
    more?: { location?: string; lot?: string },
  ): Promise<Stock>;
  /** What the auditor finds: nothing, when the books balance. */
  differences(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export interface ReserveMore {
  readonly requestId?: string;
  readonly location?: string;
  readonly lot?: string;
  readonly ttlMs?: number;
}

export const MAIN = "MAIN";

/** Opens a shop of its own: database, tenant, keys, server. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const database = options.url === undefined ? await createTestDatabase() : undefined;
  const url = options.url ?? database?.url ?? "";
  const tenant = await createTestTenant(url);
  const app = await startTestApp(url, options.settings);
  const client = createStockClient(`127.0.0.1:${app.grpcPort}`, tenant.adminKey);
  const close = async (): Promise<void> => {
    client.close();
    await app.stop();
    await database?.drop();
  };
  return { url, app, tenant, client, ...doings(client, url), close };
}

/** The whole service in this process, on free ports, silent. */
export function startTestApp(
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<App> {
  const defaults = { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0" };
  const config = loadConfig({ ...defaults, DATABASE_URL: url, ...settings });
  return startApp({ config, databaseUrl: url, log: createLog("silent") });
}

type Doings = Omit<Shop, "url" | "app" | "tenant" | "client" | "close">;

/** What people do in a shop, through any client. */
export function doings({ inventory, catalog }: StockClient, url: string): Doings {
  const known = new Set<string>();
  const item: Shop["item"] = async (sku, { lotTracked = false } = {}) => {
    known.add(`item ${sku}`);
    await catalog.createItem({ requestId: randomUUID(), item: { sku, name: sku, lotTracked } });
  };
  const location: Shop["location"] = async (code, { deferred = false, ...more } = {}) => {
    known.add(`location ${code}`);
    const fulfilment = deferred ? 2 : 1;
    await catalog.createLocation({
      requestId: randomUUID(),
      location: { code, fulfilment, ...more },
    });
  };
  return {
    item,
    location,
    receive: async (sku, quantity, { location: code = MAIN, lot, expiresAt } = {}) => {
      if (!known.has(`item ${sku}`)) await item(sku);
      if (!known.has(`location ${code}`)) await location(code);
      const described = lot === undefined ? {} : { lot: { number: lot, ...expiry(expiresAt) } };
      const lines = [{ sku, quantity: BigInt(quantity), ...described }];
      const { stock } = await inventory.receive({ requestId: randomUUID(), location: code, lines });
      return only(stock);
    },
    reserve: async (sku, quantity, { requestId = randomUUID(), ttlMs, ...where } = {}) => {
      const lines = [{ sku, quantity: BigInt(quantity), ...where }];
      const ttl = ttlMs === undefined ? {} : { ttl: durationOf(ttlMs) };
      const { reservation } = await inventory.reserve({ requestId, lines, ...ttl });
      return only(reservation === undefined ? [] : [reservation]);
    },
    availability: async (sku, code = "") =>
      only((await inventory.getAvailability({ keys: [{ sku, location: code }] })).availability),
    adjust: async (sku, delta, { location: code = MAIN, lot = "" } = {}) => {
      const lines = [{ sku, lot, quantityDelta: BigInt(delta) }];
      const request = { requestId: randomUUID(), location: code, lines, reason: "counted" };
      return only((await inventory.adjust(request)).stock);
    },
    differences: async () => (await verify({ url })).differences,
  };
}

export function durationOf(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
}

export function timestampOf(date: Date): { seconds: bigint; nanos: number } {
  return durationOf(date.getTime());
}

function expiry(at: Date | undefined): { expireTime?: { seconds: bigint; nanos: number } } {
  return at === undefined ? {} : { expireTime: timestampOf(at) };
}

function only<T>(found: readonly T[]): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} answers, not one`);
  return first;
}
