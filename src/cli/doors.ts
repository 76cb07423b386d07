import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createSecureContext } from "node:tls";

import type { Config } from "../config.ts";
import { Mistake } from "./mistake.ts";

/**
 * Makes sure that both doors can be opened, before anything that takes time.
 *
 * @throws Mistake naming the setting
 */
export async function checkDoors(config: Config): Promise<void> {
  checkTls(config.tls);
  await checkPort("HOLDFAST_GRPC", config.grpcHost, config.grpcPort);
  await checkPort("HOLDFAST_HTTP", config.httpHost, config.httpPort);
}

/**
 * Makes sure that the demo's warehouse system can listen.
 *
 * @throws Mistake naming the setting
 */
export async function checkWarehouse({ wmsSimPort, grpcPort, httpPort }: Config): Promise<void> {
  if (wmsSimPort !== 0 && (wmsSimPort === grpcPort || wmsSimPort === httpPort)) {
    throw new Mistake(
      `HOLDFAST_WMS_SIM_PORT is ${wmsSimPort}, and so is the port of a door: set it to another one, ` +
        "or to 0 for any that is free",
    );
  }
  await checkPort("HOLDFAST_WMS_SIM", "127.0.0.1", wmsSimPort);
}

function checkTls(tls: Config["tls"]): void {
  if (tls === undefined) return;
  const cert = readPem("HOLDFAST_TLS_CERT", tls.certPath);
  const key = readPem("HOLDFAST_TLS_KEY", tls.keyPath);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new Mistake(
      `${tls.certPath} and ${tls.keyPath} do not make TLS (${(error as Error).message}): set HOLDFAST_TLS_CERT to a ` +
        "PEM file with the certificate chain, and HOLDFAST_TLS_KEY to one with its private key",
    );
  }
}

function readPem(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Mistake(
      `${file} cannot be read (${code}): set ${setting} to a PEM file that this user may read`,
    );
  }
}

async function checkPort(door: string, host: string, port: number): Promise<void> {
  const code = await tryPort(host, port);
  if (code === undefined) return;
  if (code === "EADDRINUSE") {
    throw new Mistake(
      `port ${port} on ${host} is in use: stop what listens there, or set ${door}_PORT to another one, ` +
        `such as ${door}_PORT=${port + 1}`,
    );
  }
  if (code === "EACCES") {
    throw new Mistake(
      `this user may not listen on port ${port}: set ${door}_PORT to one above 1023, such as ${door}_PORT=50051`,
    );
  }
  throw new Mistake(
    `this machine cannot listen on ${host} (${code}): set ${door}_HOST to an address it has, ` +
      `such as ${door}_HOST=127.0.0.1`,
  );
}

/** Why nobody could listen there, in the system's word; undefined: it is free. */
function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Where a door is found, as people and tools write it. */
export function address(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where this machine finds a door that listens everywhere. */
export function localHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
