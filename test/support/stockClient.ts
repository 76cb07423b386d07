import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type {
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";

import {
  BadRequestSchema,
  CatalogService,
  ExchangeService,
  ErrorInfoSchema,
  InventoryService,
  RetryInfoSchema,
  StatusSchema,
  StockService,
  StockShortageSchema,
  WmsService,
} from "@holdfast/client";

/** What a call may be given besides its message. */
export interface CallOptions {
  readonly timeoutMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Told the response's initial metadata. */
  readonly onHeader?: (metadata: Metadata) => void;
}

type Unary<S extends DescService> = {
  readonly [K in keyof S["method"]]: S["method"][K] extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : never;
};

/** A stock grpc-js client: no code of ours between it and the wire but protobuf-es messages. */
export interface StockClient {
  readonly inventory: Unary<typeof InventoryService>;
  readonly stock: Unary<typeof StockService>;
  readonly catalog: Unary<typeof CatalogService>;
  readonly exchange: Unary<typeof ExchangeService>;
  readonly wms: Unary<typeof WmsService>;
  close(): void;
}

/** A failed call, with its google.rpc details read. */
export class CallFailed extends Error {
  /** Name of the gRPC status code. */
  readonly code: string;
  /** `ErrorInfo.reason`, or empty. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, string>>;
  /** Fields that `BadRequest` names. */
  readonly fields: readonly string[];
  readonly shortages: readonly { line: number; requested: bigint; available: bigint }[];
  readonly retryAfterMs: number | undefined;

  constructor(error: ServiceError) {
    super(error.details);
    const packed = error.metadata.get("grpc-status-details-bin")[0];
    const details = packed instanceof Buffer ? fromBinary(StatusSchema, packed).details : [];
    const of = (name: string): Uint8Array | undefined =>
      details.find((detail) => detail.typeUrl.endsWith(`/${name}`))?.value;
    const info = of(ErrorInfoSchema.typeName);
    const bad = of(BadRequestSchema.typeName);
    const shortage = of(StockShortageSchema.typeName);
    const retry = of(RetryInfoSchema.typeName);
    this.code = status[error.code] ?? String(error.code);
    this.reason = info === undefined ? "" : fromBinary(ErrorInfoSchema, info).reason;
    this.facts = info === undefined ? {} : fromBinary(ErrorInfoSchema, info).metadata;
    this.fields =
      (bad && fromBinary(BadRequestSchema, bad).fieldViolations.map((v) => v.field)) ?? [];
    this.shortages = (shortage && fromBinary(StockShortageSchema, shortage).lines) ?? [];
    const delay = retry && fromBinary(RetryInfoSchema, retry).retryDelay;
    this.retryAfterMs = delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6;
  }
}

/** @param address such as `127.0.0.1:50051` */
export function createStockClient(address: string, key?: string, tenant?: string): StockClient {
  const client = new Client(address, credentials.createInsecure());
  const headers = {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(tenant !== undefined && { "holdfast-tenant": tenant }),
  };
  return {
    inventory: callers(client, InventoryService, headers),
    stock: callers(client, StockService, headers),
    catalog: callers(client, CatalogService, headers),
    exchange: callers(client, ExchangeService, headers),
    wms: callers(client, WmsService, headers),
    close: () => client.close(),
  };
}

/** What a client of ours, or a stock one, has for each service. */
export type Rooms = Readonly<
  Record<"inventory" | "stock" | "catalog" | "exchange" | "wms", object>
>;

const ROOMS: Readonly<Record<string, keyof Rooms>> = {
  InventoryService: "inventory",
  StockService: "stock",
  CatalogService: "catalog",
  ExchangeService: "exchange",
  WmsService: "wms",
};

/** Some method of a client. */
export type AnyCall = (request: object, options?: object) => Promise<unknown>;

/** What a client calls a method by. */
export function callOf(rooms: Rooms, { parent, localName }: DescMethodUnary): AnyCall {
  const room = ROOMS[parent.name];
  const call = room && (rooms[room] as Readonly<Record<string, AnyCall>>)[localName];
  if (call === undefined) throw new Error(`no client calls ${parent.name}/${localName}`);
  return call;
}

const TIMEOUT_MS = 20_000;

function callers<S extends DescService>(
  client: Client,
  service: S,
  headers: Readonly<Record<string, string>>,
): Unary<S> {
  const made = service.methods.map((method) => {
    const path = `/${service.typeName}/${method.name}`;
    const call = (init: Record<string, unknown>, options: CallOptions = {}): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const metadata = new Metadata();
        const all = { ...headers, ...options.metadata };
        for (const [name, value] of Object.entries(all)) metadata.set(name, value);
        const unary = client.makeUnaryRequest(
          path,
          (message: ReturnType<typeof create>) => Buffer.from(toBinary(method.input, message)),
          (bytes: Buffer) => fromBinary(method.output, bytes),
          create(method.input, init),
          metadata,
          { deadline: Date.now() + (options.timeoutMs ?? TIMEOUT_MS) },
          (error, response) => (error ? reject(new CallFailed(error)) : resolve(response)),
        );
        unary.on("metadata", (header: Metadata) => options.onHeader?.(header));
      });
    return [method.localName, call];
  });
  return Object.fromEntries(made) as Unary<S>;
}

/** Waits for a call to fail. Fails itself when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<CallFailed> {
  try {
    await call;
  } catch (error) {
    if (error instanceof CallFailed) return error;
    throw error;
  }
  throw new Error("the call was expected to fail");
}
