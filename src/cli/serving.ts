import type { App } from "../app.ts";
import type { TenantRef } from "../access/access.ts";
import type { Config } from "../config.ts";
import { createLog } from "../log.ts";
import { address } from "./doors.ts";
import type { Stop } from "./signals.ts";

/** What is served, and what is done between opening the doors and saying so. */
export interface Serving {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly openTenant?: TenantRef;
  /** Runs once the doors are open, before the ready line. */
  readonly prepare?: (app: App) => Promise<void>;
  /** Runs after the ready line. */
  readonly welcome?: (app: App) => void;
}

/** Serves until the first signal, then stops cleanly. Whatever happens, nothing stays open. */
export async function serveUntilStopped(serving: Serving, stop: Stop): Promise<void> {
  const { config, databaseUrl, openTenant, prepare, welcome } = serving;
  // Loaded only here: the other commands need none of it and start faster without.
  const { startApp } = await import("../app.ts");
  const log = createLog(config.logLevel);
  const app = await startApp({ config, databaseUrl, log, ...(openTenant && { openTenant }) });
  try {
    await prepare?.(app);
    if (!stop.isRequested()) {
      console.log(readyLine(config, app));
      welcome?.(app);
      await stop.requested;
    }
  } finally {
    await app.stop();
  }
}

function readyLine({ grpcHost, httpHost }: Config, { grpcPort, httpPort }: App): string {
  const [grpc, http] = [address(grpcHost, grpcPort), address(httpHost, httpPort)];
  return `Holdfast is ready: gRPC on ${grpc}, HTTP on ${http}`;
}
