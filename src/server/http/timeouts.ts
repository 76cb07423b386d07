import type { IncomingHttpHeaders } from "node:http";

/** What a timer of Node can wait, 24 days. Deadlines are brought far nearer in the pipeline. */
export const TIMEOUT_MS_MAX = 2 ** 31 - 1;

const UNITS_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1 };

/**
 * Brings near the timeouts of gRPC and Connect that are longer than a timer can wait. connect would refuse them, and
 * set a timer that overflows and goes off at once.
 */
export function bringTimeoutsNear(headers: IncomingHttpHeaders): void {
  const [, count = "0", unit = ""] = /^(\d{1,8})([HMSm])$/.exec(textOf(headers, GRPC)) ?? [];
  if (Number(count) * (UNITS_MS[unit] ?? 0) > TIMEOUT_MS_MAX) {
    headers[GRPC] = `${Math.floor(TIMEOUT_MS_MAX / 1_000)}S`;
  }
  const connectMs = /^\d{1,10}$/.exec(textOf(headers, CONNECT))?.[0];
  if (Number(connectMs) > TIMEOUT_MS_MAX) headers[CONNECT] = String(TIMEOUT_MS_MAX);
}

const GRPC = "grpc-timeout";
const CONNECT = "connect-timeout-ms";

function textOf(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[name] ?? "");
}
