import { type Client, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { CatalogService } from "./gen/holdfast/inventory/v1/catalog_service_pb.ts";
import { ExchangeService } from "./gen/holdfast/inventory/v1/exchange_service_pb.ts";
import { InventoryService } from "./gen/holdfast/inventory/v1/inventory_service_pb.ts";
import { StockService } from "./gen/holdfast/inventory/v1/stock_service_pb.ts";
import { WmsService } from "./gen/holdfast/inventory/v1/wms_service_pb.ts";
import { type RetryOptions, retrying } from "./retrying.ts";

/** What the server waits for when nobody says otherwise. */
const TIMEOUT_MS = 10_000;

/** Where Holdfast is, and who calls it. */
export interface HoldfastOptions {
  /** Such as `http://127.0.0.1:8080`; with the protocol `grpc`, the gRPC port: `http://127.0.0.1:50051`. */
  readonly baseUrl: string;
  /** Sent as `authorization: Bearer <key>`. Not needed by a server in open mode. */
  readonly apiKey?: string | undefined;
  /** Code of the tenant to act for, where the key covers several. */
  readonly tenant?: string | undefined;
  /** `connect` (the default) and `grpc-web` run over HTTP/1.1, `grpc` over HTTP/2. */
  readonly protocol?: "connect" | "grpc" | "grpc-web" | undefined;
  /** How long one attempt may take. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Repeat calls whose outcome is unknown or that were turned away, with the very same `request_id`, so that
   * nothing happens twice. Off by default.
   */
  readonly retrying?: boolean | RetryOptions | undefined;
}

/** The services of Holdfast, ready to be called. */
export interface Holdfast {
  readonly inventory: Client<typeof InventoryService>;
  readonly stock: Client<typeof StockService>;
  readonly catalog: Client<typeof CatalogService>;
  readonly exchange: Client<typeof ExchangeService>;
  readonly wms: Client<typeof WmsService>;
  /** Ends open connections. With `grpc`, an idle one keeps the process alive for 15 minutes otherwise. */
  readonly close: () => void;
}

/** Makes clients for the services of Holdfast. Connects with the first call. */
export function createHoldfast(options: HoldfastOptions): Holdfast {
  const { transport, close } = connect(options);
  const { retrying: retries = false } = options;
  const chosen =
    retries === false ? transport : retrying(transport, retries === true ? {} : retries);
  return {
    inventory: createClient(InventoryService, chosen),
    stock: createClient(StockService, chosen),
    catalog: createClient(CatalogService, chosen),
    exchange: createClient(ExchangeService, chosen),
    wms: createClient(WmsService, chosen),
    close,
  };
}

function connect(options: HoldfastOptions): { transport: Transport; close: () => void } {
  const { baseUrl, timeoutMs: defaultTimeoutMs = TIMEOUT_MS } = options;
  const common = { baseUrl, defaultTimeoutMs, interceptors: [introduce(options)] };
  switch (options.protocol) {
    case "grpc": {
      const sessionManager = new Http2SessionManager(baseUrl);
      const transport = createGrpcTransport({ ...common, sessionManager });
      return { transport, close: () => sessionManager.abort() };
    }
    case "grpc-web":
      return {
        transport: createGrpcWebTransport({ ...common, httpVersion: "1.1" }),
        close: leaveToAgent,
      };
    case "connect":
    case undefined:
      return {
        transport: createConnectTransport({ ...common, httpVersion: "1.1" }),
        close: leaveToAgent,
      };
    default:
      options.protocol satisfies never;
      throw new TypeError(
        `protocol must be connect, grpc or grpc-web, not ${String(options.protocol)}`,
      );
  }
}

/** Connections of HTTP/1.1 belong to the agent of Node, which lets the process end. */
function leaveToAgent(): void {}

/** Says with every call who calls, and for which tenant. */
function introduce({ apiKey, tenant }: HoldfastOptions): Interceptor {
  return (next) => (request) => {
    if (apiKey !== undefined) request.header.set("authorization", `Bearer ${apiKey}`);
    if (tenant !== undefined) request.header.set("holdfast-tenant", tenant);
    return next(request);
  };
}
