import type { IncomingMessage } from "node:http";

import { malformed, Refusal } from "./refusal.ts";

/** The largest order that is allowed has about 250 kB. */
const BYTES_MAX = 1_048_576;

/**
 * Reads a request's JSON body; undefined when there is none. Throws a `Refusal` when it is none, or
 * too long.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) {
      throw new Refusal(413, "too_large", `a body may have ${BYTES_MAX} bytes`, {
        connection: "close",
      });
    }
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw malformed("the body is not JSON");
  }
}
