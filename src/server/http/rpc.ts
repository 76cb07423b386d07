import type { Message } from "@bufbuild/protobuf";
import {
  type ConnectRouterOptions,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import type { Exchange } from "../exchange.ts";
import { failureOf } from "../failures.ts";
import { type Method, METHODS, pathOf } from "../methods.ts";
import type { Limits } from "../options.ts";
import type { Pipeline } from "../pipeline.ts";
import { connectError } from "./connectError.ts";
import { TIMEOUT_MS_MAX } from "./timeouts.ts";

/** What the adapter knows of a request that connect does not pass on. */
export interface Visit {
  readonly authority: string | undefined;
  readonly peerAddress: string | undefined;
  /** Set once the request's headers are read. */
  exchange?: Exchange;
}

const visitKey = createContextKey<Visit | undefined>(undefined);

/** The context that carries what connect does not pass on. */
export const visitValues = (visit: Visit): ReturnType<typeof createContextValues> =>
  createContextValues().set(visitKey, visit);

/** Every method of both services in connect's protocols, by path. */
export function rpcHandlers(pipeline: Pipeline): ReadonlyMap<string, UniversalHandler> {
  const methods = new Map(METHODS.map((method) => [pathOf(method), method]));
  const router = createConnectRouter({
    ...settings(pipeline.limits),
    // Before the body is read, so that strangers cannot make us parse megabytes.
    requestGate: async (context) => {
      const method = methods.get(`/${context.service.typeName}/${context.method.name}`);
      if (method !== undefined) await admit(pipeline, method, context);
    },
  });
  for (const method of METHODS) {
    router.rpc(method.desc, (request, context) => answer(request, context));
  }
  return new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
}

function settings(limits: Limits): ConnectRouterOptions {
  return {
    readMaxBytes: limits.messageBytesMax,
    maxTimeoutMs: TIMEOUT_MS_MAX,
    acceptCompression: [compressionGzip, compressionBrotli],
    // Answers are never compressed, as at the gRPC door: most are small, and the Node core is the limit.
    compressMinBytes: Number.MAX_SAFE_INTEGER,
    // Zeros and empty lists are told: whoever reads JSON with a shell tool looks for the field. A field that we do
    // not know is refused: a misspelt `validate_only` or `expected_quantity` must not pass in silence.
    jsonOptions: { alwaysEmitImplicit: true, ignoreUnknownFields: false },
  };
}

async function admit(pipeline: Pipeline, method: Method, context: HandlerContext): Promise<void> {
  const visit = context.values.get(visitKey);
  const exchange = pipeline.open(method, {
    door: "http",
    header: (name) => context.requestHeader.get(name) ?? undefined,
    authority: visit?.authority,
    peerAddress: visit?.peerAddress,
    timeoutMs: context.timeoutMs(),
  });
  if (visit !== undefined) visit.exchange = exchange;
  await exchange.admit().catch(rethrow);
}

async function answer(request: Message, context: HandlerContext): Promise<Message> {
  const exchange = context.values.get(visitKey)?.exchange;
  if (exchange === undefined) throw new Error("a call was answered that no door had opened");
  const reply = await exchange.answer(() => request).catch(rethrow);
  if (reply.replayed) context.responseHeader.set("holdfast-replay", "true");
  return reply.message;
}

function rethrow(error: unknown): never {
  throw connectError(failureOf(error));
}
