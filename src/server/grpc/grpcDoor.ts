import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerOptions as GrpcOptions,
  setLogVerbosity,
} from "@grpc/grpc-js";
import { cannotListen } from "../listening.ts";
import { METHODS, pathOf } from "../methods.ts";
import type { DoorAddress, Limits } from "../options.ts";
import type { Pipeline } from "../pipeline.ts";
import type { KeyPair } from "../tls.ts";
import { serviceDefinition } from "./definition.ts";
import { Health } from "./health.ts";
import { addReflection } from "./reflection.ts";
import { SideStreams } from "./sideStreams.ts";
import { strayInterceptor } from "./strays.ts";
import { unaryHandler } from "./unary.ts";
import { answerUnknownMethods } from "./unknownMethods.ts";

/** A dead client is found out within a minute; proxies that cut idle connections mostly wait longer. */
const KEEPALIVE_MS = 40_000;
const KEEPALIVE_TIMEOUT_MS = 20_000;

/** The gRPC door, open. */
export interface GrpcDoor {
  readonly port: number;
  /** What health checks are told. */
  setServing(serving: boolean): void;
  /** Takes no more connections, sends GOAWAY on those there are, resolves when the last one is closed. */
  close(): Promise<void>;
  /** Cuts off whatever is left. */
  cut(): void;
}

/** Opens the gRPC door: both services, health checks and reflection. */
export async function openGrpcDoor(
  address: DoorAddress,
  pipeline: Pipeline,
  keyPair: KeyPair | undefined,
): Promise<GrpcDoor> {
  // What grpc-js has to say goes to the console as text; what matters of it reaches our own log.
  setLogVerbosity(logVerbosity.NONE);
  const sideStreams = new SideStreams();
  const interceptors = [strayInterceptor(pipeline), sideStreams.interceptor];
  const server = new Server({ ...settings(pipeline.limits), interceptors });
  const handlers = METHODS.map((method) => [pathOf(method), unaryHandler(pipeline, method)]);
  server.addService(serviceDefinition(METHODS), Object.fromEntries(handlers));
  const health = new Health(server);
  addReflection(server);
  answerUnknownMethods(server, pipeline);
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const port = await bind(server, `${host}:${address.port}`, address, keyPair);
  return {
    port,
    setServing: (serving) => health.setServing(serving),
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      // Fails only when the server was never bound.
      server.tryShutdown(() => resolve());
      sideStreams.end();
      await promise;
    },
    cut: () => {
      // Without channelz grpc-js 1.14 forgets to end sessions at a forced shutdown; this does.
      server.drain(`${host}:${port}`, 0);
      server.forceShutdown();
    },
  };
}

function settings(limits: Limits): GrpcOptions {
  return {
    "grpc.max_receive_message_length": limits.messageBytesMax,
    "grpc.max_concurrent_streams": limits.concurrentStreamsMax,
    "grpc.max_connection_age_ms": limits.connectionAgeMs,
    "grpc.max_connection_age_grace_ms": limits.connectionAgeGraceMs,
    "grpc.keepalive_time_ms": KEEPALIVE_MS,
    "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
    // Bookkeeping for a debugging service that we do not offer.
    "grpc.enable_channelz": 0,
  };
}

async function bind(
  server: Server,
  where: string,
  address: DoorAddress,
  keyPair: KeyPair | undefined,
): Promise<number> {
  const credentials =
    keyPair === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ cert_chain: keyPair.cert, private_key: keyPair.key }]);
  return await new Promise<number>((resolve, reject) => {
    server.bindAsync(where, credentials, (error, port) => {
      if (error === null) return resolve(port);
      reject(cannotListen(error, "gRPC", "HOLDFAST_GRPC_PORT", address));
    });
  });
}
