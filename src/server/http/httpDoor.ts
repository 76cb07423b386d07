import { createServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import { followSockets, listen } from "../listening.ts";
import type { DoorAddress } from "../options.ts";
import type { Pipeline } from "../pipeline.ts";
import type { KeyPair } from "../tls.ts";
import { type Besides, createSite } from "./site.ts";
import { speakBothVersions } from "./versions.ts";

/** Longer than any honest client needs for its headers, short enough to shake off dishonest ones. */
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_INTERVAL_MS = 2_000;
/** Longer than the idle time of common proxies (60 s), so that they and not we close first. */
const KEEP_ALIVE_MS = 75_000;

/** The HTTP door, open. */
export interface HttpDoor {
  readonly port: number;
  /** Takes no more connections, asks those there are to end, resolves when the last one is closed. */
  close(): Promise<void>;
  /** Ends connections on which no call is under way. */
  endIdle(): void;
  /** Cuts off whatever is left. */
  cut(): void;
}

/** Opens the HTTP door: Connect, JSON, gRPC-Web and gRPC, over HTTP/1.1 and HTTP/2 on one port. */
export async function openHttpDoor(
  address: DoorAddress,
  pipeline: Pipeline,
  besides: Besides,
  keyPair: KeyPair | undefined,
): Promise<HttpDoor> {
  let isClosing = false;
  const site = createSite(pipeline, besides, () => isClosing);
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: Math.max(HEADERS_TIMEOUT_MS, pipeline.limits.deadlineMaxMs),
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const tls = { ...keyPair, ...timeouts, ALPNProtocols: ["h2", "http/1.1"] };
  const server = keyPair === undefined ? createServer(timeouts, site) : createTlsServer(tls, site);
  const settings = { maxConcurrentStreams: pipeline.limits.concurrentStreamsMax };
  const http2 = createHttp2Server({ settings }, site);
  const event = keyPair === undefined ? "connection" : "secureConnection";
  speakBothVersions(server, http2, event, HEADERS_TIMEOUT_MS);
  const sockets = followSockets(server);
  const sessions = followSessions(http2);
  const name = { door: "HTTP", setting: "HOLDFAST_HTTP_PORT" };
  const port = await listen(server, address, name);
  return {
    port,
    close: async () => {
      isClosing = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const session of sessions) session.close();
      await promise;
    },
    endIdle: () => server.closeIdleConnections(),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function followSessions(
  http2: ReturnType<typeof createHttp2Server>,
): ReadonlySet<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  http2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  return sessions;
}
