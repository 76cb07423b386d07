import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One address for several servers, as a load balancer gives them. */
export interface Relay {
  readonly url: string;
  /** Requests that a server answered with yes. */
  delivered(): number;
  close(): Promise<void>;
}

const PATIENCE_MS = 3_000;

/**
 * Hands each request to one of the servers, and to the next where nobody answers.
 *
 * @param ports of the servers, as they are now
 */
export async function openRelay(ports: () => readonly number[]): Promise<Relay> {
  let turn = 0;
  let delivered = 0;
  const relay = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const headers = {
      "content-type": request.headers["content-type"] ?? "",
      "x-wms-signature": String(request.headers["x-wms-signature"] ?? ""),
    };
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const all = ports();
      turn += 1;
      const port = all[turn % Math.max(1, all.length)];
      try {
        const url = `http://127.0.0.1:${port}${request.url}`;
        const { status } = await fetch(url, { method: "POST", headers, body: Buffer.concat(body) });
        if (status < 300) delivered += 1;
        response.writeHead(status).end();
        return;
      } catch {
        await sleep(20);
      }
    }
    response.writeHead(502).end();
  };
  const server = createServer((request, response) => {
    relay(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delivered: () => delivered,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
