import { createServer, type Socket } from "node:net";
import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerOptions as GrpcOptions,
  setLogVerbosity,
} from "@grpc/grpc-js";
import { followSockets, listen } from "../listening.ts";
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

/** The longest that a timer can wait: who drains cuts off by himself. */
const NEVER_MS = 2 ** 31 - 1;

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

/**
 * Opens the gRPC door: both services, health checks and reflection. The port is ours and not grpc-js's, because
 * its forced shutdown leaves connections open that were asked to end before (1.14.7, without channelz).
 */
export async function openGrpcDoor(
  address: DoorAddress,
  pipeline: Pipeline,
  keyPair: KeyPair | undefined,
): Promise<GrpcDoor> {
  // What grpc-js has to say goes to the console as text; what matters of it reaches our own log.
  setLogVerbosity(logVerbosity.NONE);
  const sideStreams = new SideStreams();
  const { server, health } = createGrpcServer(pipeline, sideStreams);
  const connections = server.createConnectionInjector(credentialsOf(keyPair));
  const listener = createServer((socket: Socket) => connections.injectConnection(socket));
  const sockets = followSockets(listener);
  const name = { door: "gRPC", setting: "HOLDFAST_GRPC_PORT" };
  const port = await listen(listener, address, name);
  return {
    port,
    setServing: (serving) => health.setServing(serving),
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      listener.close(() => resolve());
      connections.drain(NEVER_MS);
      sideStreams.end();
      await promise;
    },
    cut: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
      server.forceShutdown();
    },
  };
}

function createGrpcServer(
  pipeline: Pipeline,
  sideStreams: SideStreams,
): { server: Server; health: Health } {
  const interceptors = [strayInterceptor(pipeline), sideStreams.interceptor];
  const server = new Server({ ...settings(pipeline.limits), interceptors });
  const handlers = METHODS.map((method) => [pathOf(method), unaryHandler(pipeline, method)]);
  server.addService(serviceDefinition(METHODS), Object.fromEntries(handlers));
  const health = new Health(server);
  addReflection(server);
  answerUnknownMethods(server, pipeline);
  return { server, health };
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

function credentialsOf(keyPair: KeyPair | undefined): ServerCredentials {
  if (keyPair === undefined) return ServerCredentials.createInsecure();
  const { cert, key } = keyPair;
  return ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]);
}
