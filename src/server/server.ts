import { setTimeout as pause } from "node:timers/promises";
import { Registry } from "@prometheus-io/client";
import { type GrpcDoor, openGrpcDoor } from "./grpc/grpcDoor.ts";
import { type HttpDoor, openHttpDoor } from "./http/httpDoor.ts";
import { createProbes } from "./http/probes.ts";
import { createMetrics } from "./metrics.ts";
import { type RunningServer, type ServerOptions, withDefaults } from "./options.ts";
import { Pipeline } from "./pipeline.ts";
import { readKeyPair } from "./tls.ts";

export type { CallLog, RunningServer, ServerLimits, ServerOptions } from "./options.ts";

/** How long connections may take to close once the last call on them was answered. */
const CLOSING_MS = 1_000;

/**
 * Opens both doors. From then on calls are answered.
 *
 * @throws Error in plain words when a port is in use or a TLS file cannot be read
 */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const registry = options.registry ?? new Registry();
  const limits = withDefaults(options.limits);
  const pipeline = new Pipeline(options, limits, createMetrics(registry));
  const keyPair = readKeyPair(options.tls);
  let isServing = true;
  const ready = (): Promise<string | undefined> => options.ready();
  const probes = createProbes({ isServing: () => isServing, ready, registry });
  const grpc = await openGrpcDoor(options.grpc, pipeline, keyPair);
  const besides = { probes, deliveries: options.deliveries };
  const http = await openHttpDoor(options.http, pipeline, besides, keyPair).catch(
    (error: unknown) => {
      grpc.cut();
      throw error;
    },
  );
  const setServing = (serving: boolean): void => {
    isServing = serving;
    grpc.setServing(serving);
  };
  return {
    grpcPort: grpc.port,
    httpPort: http.port,
    setServing,
    drain: async (timeoutMs) => {
      setServing(false);
      pipeline.stop();
      await closeDoors(pipeline, grpc, http, timeoutMs);
    },
  };
}

async function closeDoors(
  pipeline: Pipeline,
  grpc: GrpcDoor,
  http: HttpDoor,
  timeoutMs: number,
): Promise<void> {
  const timer = new AbortController();
  const timeout = (ms: number): Promise<void> =>
    pause(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  const closed = Promise.all([grpc.close(), http.close()]);
  await Promise.race([pipeline.idle(), timeout(timeoutMs)]);
  // The answers are on their way; what stays open now are connections that nobody uses.
  http.endIdle();
  await Promise.race([closed, timeout(Math.min(CLOSING_MS, timeoutMs))]);
  grpc.cut();
  http.cut();
  timer.abort();
}
