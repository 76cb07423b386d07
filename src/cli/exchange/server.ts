import { ConnectError, createHoldfast, type Holdfast, reasonOf } from "@holdfast/client";

import { Mistake } from "../mistake.ts";

/** Which server, and who calls it. */
export interface ServerOptions {
  /** Such as `127.0.0.1:50051`, or `https://stock.example:443`. */
  readonly server: string;
  /** The environment variable that holds the API key. */
  readonly keyEnv: string;
  readonly tenant?: string;
}

/** A piece waits behind others, and the database may have to be waited for. */
const TIMEOUT_MS = 60_000;
/** A restart of the server is outlived. */
const RETRYING = { attemptsMax: 6, delayMs: 200 };

/** Talks to a server as any caller does, over gRPC. */
export function reachServer({ server, keyEnv, tenant }: ServerOptions): Holdfast {
  const baseUrl = server.includes("://") ? server : `http://${server}`;
  if (!URL.canParse(baseUrl)) {
    throw new Mistake(`--server: "${server}" is no address; write one such as 127.0.0.1:50051`);
  }
  const apiKey = process.env[keyEnv];
  const common = { baseUrl, protocol: "grpc", timeoutMs: TIMEOUT_MS, retrying: RETRYING } as const;
  return createHoldfast({ ...common, apiKey, tenant });
}

/** What a failed call means for the person who typed the command. */
export function toldCall(error: unknown, { server, keyEnv }: ServerOptions): string {
  const failure = ConnectError.from(error);
  const reason = reasonOf(failure);
  if (reason === "KEY_INVALID") {
    return `${server} does not know this key: set ${keyEnv} to a key with the role admin`;
  }
  if (reason !== undefined) return `${server} refused: ${failure.rawMessage} (${reason})`;
  return `${server} cannot be reached (${failure.rawMessage}): see that Holdfast runs there, and that --server names its gRPC door`;
}
