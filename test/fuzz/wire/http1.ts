import { Agent, type IncomingMessage, request } from "node:http";

import type { Call } from "../input.ts";
import { type Answer, noAnswer, PATIENCE_MS, UNSENDABLE } from "./answer.ts";

/** Connections of HTTP/1.1 to one door, kept and used again. */
export interface Http1Pool {
  send(head: Call["head"], body: readonly Buffer[]): Promise<Answer>;
  close(): void;
}

export function createHttp1Pool(url: string): Http1Pool {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: (head, body) => exchange(url, agent, head, body),
    close: () => agent.destroy(),
  };
}

function exchange(
  url: string,
  agent: Agent,
  head: Call["head"],
  body: readonly Buffer[],
): Promise<Answer> {
  const all = new Map(head);
  const [method, path] = [all.get(":method") ?? "POST", all.get(":path") ?? "/"];
  const headers = Object.fromEntries(head.filter(([name]) => !name.startsWith(":")));
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    try {
      const options = { agent, hostname, port, method, path, headers, timeout: PATIENCE_MS };
      const asked = request(options, (answer) => resolve(readWhole(answer)));
      asked.on("error", (error) => resolve(noAnswer(`closed: ${error.message}`)));
      asked.on("timeout", () => {
        resolve(noAnswer("silent"));
        asked.destroy();
      });
      asked.end(Buffer.concat(body));
    } catch (error) {
      resolve(noAnswer(`${UNSENDABLE}: ${String(error)}`));
    }
  });
}

async function readWhole(answer: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  let cut = "";
  try {
    for await (const piece of answer) pieces.push(piece as Buffer);
  } catch (error) {
    cut = `cut off: ${String(error)}`;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...answer.headers, ...answer.trailers })) {
    headers[name] = String(value);
  }
  return { status: answer.statusCode ?? 0, headers, body: Buffer.concat(pieces), cut };
}
