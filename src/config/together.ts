import { isLoopback } from "./loopback.ts";
import type { Settings } from "./settings.ts";

/** What is wrong with settings that are each fine by themselves: one line each, with the remedy. */
export function checkTogether(settings: Settings): string[] {
  return [
    ...checkOrder(settings),
    ...checkTls(settings),
    ...checkOpen(settings),
    ...checkPorts(settings),
  ];
}

/** Whether the embedded demo may let callers on this machine in without a key. */
export function isOpen(settings: Settings): boolean {
  if (settings.DATABASE_URL !== undefined) return false;
  return settings.HOLDFAST_OPEN ?? exposedDoors(settings).length === 0;
}

function checkOrder(settings: Settings): string[] {
  const lines: string[] = [];
  if (settings.HOLDFAST_TTL_DEFAULT > settings.HOLDFAST_TTL_MAX) {
    lines.push(
      "HOLDFAST_TTL_DEFAULT must not be longer than HOLDFAST_TTL_MAX, " +
        "such as HOLDFAST_TTL_DEFAULT=15m and HOLDFAST_TTL_MAX=24h",
    );
  }
  if (settings.HOLDFAST_DEADLINE_DEFAULT > settings.HOLDFAST_DEADLINE_MAX) {
    lines.push(
      "HOLDFAST_DEADLINE_DEFAULT must not be longer than HOLDFAST_DEADLINE_MAX, " +
        "such as HOLDFAST_DEADLINE_DEFAULT=10s and HOLDFAST_DEADLINE_MAX=60s",
    );
  }
  return lines;
}

function checkTls(settings: Settings): string[] {
  const { HOLDFAST_TLS_CERT: cert, HOLDFAST_TLS_KEY: key } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "HOLDFAST_TLS_CERT" : "HOLDFAST_TLS_KEY";
    return [
      `${missing} is not set but its other half is: set both, ` +
        "such as HOLDFAST_TLS_CERT=/etc/holdfast/tls.crt and HOLDFAST_TLS_KEY=/etc/holdfast/tls.key",
    ];
  }
  const exposed = exposedDoors(settings)[0];
  if (exposed === undefined || cert !== undefined || settings.HOLDFAST_INSECURE) return [];
  return [
    `${exposed.name} is "${exposed.host}", where others could read the traffic: set HOLDFAST_TLS_CERT and ` +
      `HOLDFAST_TLS_KEY, or HOLDFAST_INSECURE=1 behind a proxy that speaks TLS, or ${exposed.name}=127.0.0.1`,
  ];
}

function checkOpen(settings: Settings): string[] {
  if (settings.HOLDFAST_OPEN !== true) return [];
  if (settings.DATABASE_URL !== undefined) {
    return [
      "HOLDFAST_OPEN=1 is for the embedded demo only: with DATABASE_URL every call needs an API key, " +
        "so leave HOLDFAST_OPEN out and make one with `holdfast keys create`",
    ];
  }
  const exposed = exposedDoors(settings)[0];
  if (exposed === undefined) return [];
  return [
    `HOLDFAST_OPEN=1 lets callers in without a key, so it needs both doors on this machine only, ` +
      `such as ${exposed.name}=127.0.0.1`,
  ];
}

function exposedDoors(settings: Settings): { name: string; host: string }[] {
  return [
    { name: "HOLDFAST_GRPC_HOST", host: settings.HOLDFAST_GRPC_HOST },
    { name: "HOLDFAST_HTTP_HOST", host: settings.HOLDFAST_HTTP_HOST },
  ].filter(({ host }) => !isLoopback(host));
}

function checkPorts(settings: Settings): string[] {
  const { HOLDFAST_GRPC_PORT: grpcPort, HOLDFAST_HTTP_PORT: httpPort } = settings;
  if (grpcPort === 0 || grpcPort !== httpPort) return [];
  return [
    `HOLDFAST_HTTP_PORT is ${httpPort} like HOLDFAST_GRPC_PORT, but each door needs a port of its own, ` +
      "such as HOLDFAST_GRPC_PORT=50051 and HOLDFAST_HTTP_PORT=8080",
  ];
}
