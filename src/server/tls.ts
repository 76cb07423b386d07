import { readFileSync } from "node:fs";
import { ConfigError } from "../config.ts";
import type { ServerOptions } from "./options.ts";

/** A certificate chain and its key, as PEM. */
export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads the files that TLS needs, or nothing when it is off. @throws ConfigError naming the setting and the file */
export function readKeyPair(tls: ServerOptions["tls"]): KeyPair | undefined {
  if (tls === undefined) return undefined;
  const cert = read("HOLDFAST_TLS_CERT", tls.certPath);
  return { cert, key: read("HOLDFAST_TLS_KEY", tls.keyPath) };
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new ConfigError([
      `cannot read ${path}: set ${setting} to a PEM file that this process may read`,
    ]);
  }
}
