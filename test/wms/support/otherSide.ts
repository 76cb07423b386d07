import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer as createPlainServer, type Socket } from "node:net";

import { afterwards } from "../../support/afterwards.ts";

/** A request as the other side saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface OtherSide {
  readonly url: string;
  readonly seen: Seen[];
  /** Connections that were ever made. */
  readonly connections: number;
  /** What it does from now on. */
  behave(behaviour: Behaviour): void;
}

export type Behaviour = (response: ServerResponse, seen: Seen) => unknown;

/** An HTTP server that behaves as it is told, until the test is over. */
export async function startOtherSide(first: Behaviour = answer(200, {})): Promise<OtherSide> {
  let behaviour = first;
  let connections = 0;
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const one = { method, path: url, headers, body };
      seen.push(one);
      return behaviour(response, one);
    });
  });
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    get connections() {
      return connections;
    },
    behave: (other) => (behaviour = other),
  };
}

/** Answers with a status and JSON, or text as it is. */
export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** Never answers. */
export const silence: Behaviour = () => undefined;

/** Cuts the connection when the request was read. */
export const cut: Behaviour = (response) => response.socket?.destroy();

/** A server that does with connections what it is told, until the test is over. @returns its port */
export async function startPlainServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createPlainServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createPlainServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
