import type { Registry } from "@prometheus-io/client";
import type { NodeResponse } from "./say.ts";
import { say, send } from "./say.ts";

/** What answers at one path besides the calls. */
export type Probe = (response: NodeResponse) => Promise<void>;

/** What the probes look at. */
export interface ProbeSources {
  /** False while the server is told not to serve, or is stopping. */
  isServing(): boolean;
  /** Why calls would fail now, or undefined. */
  ready(): Promise<string | undefined>;
  readonly registry: Registry;
}

/** `/healthz` while the process lives, `/readyz` while calls would succeed, `/metrics` for Prometheus. */
export function createProbes(sources: ProbeSources): ReadonlyMap<string, Probe> {
  return new Map<string, Probe>([
    ["/healthz", async (response) => say(response, 200, "alive")],
    [
      "/readyz",
      async (response) => {
        const reason = await whyNotReady(sources);
        say(response, reason === undefined ? 200 : 503, reason ?? "ready");
      },
    ],
    [
      "/metrics",
      async (response) => {
        const { registry } = sources;
        send(response, 200, registry.contentType, await registry.metrics());
      },
    ],
  ]);
}

async function whyNotReady(sources: ProbeSources): Promise<string | undefined> {
  if (!sources.isServing()) return "this server is stopping, or was told not to serve";
  try {
    return await sources.ready();
  } catch {
    return "it cannot be told whether calls would succeed; the log has the reason";
  }
}
