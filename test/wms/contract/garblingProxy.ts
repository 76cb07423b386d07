import { once } from "node:events";
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterwards } from "../../support/afterwards.ts";

/** Stands between an adapter and its warehouse system, and spoils an answer when asked to. */
export interface GarblingProxy {
  readonly url: string;
  /** Requests that came by. */
  readonly requestCount: number;
  garble(spoil: (body: string) => string): void;
}

/** @param behind where the warehouse system is */
export async function startGarblingProxy(behind: string): Promise<GarblingProxy> {
  let spoil: ((body: string) => string) | undefined;
  let requestCount = 0;
  const server = createServer((incoming, outgoing) => {
    requestCount += 1;
    const { method, headers, url = "" } = incoming;
    const forwarded = ask(new URL(url, behind), { method, headers, agent: false }, (answer) => {
      void readAll(answer).then((whole) => pass(outgoing, answer, whole));
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.on("error", () => forwarded.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requestCount() {
      return requestCount;
    },
    garble: (how) => (spoil = how),
  };

  function pass(outgoing: ServerResponse, answer: IncomingMessage, whole: string): void {
    const body = spoil?.(whole) ?? whole;
    spoil = undefined;
    const { "content-length": _, "transfer-encoding": __, ...headers } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, headers).end(body);
  }
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
