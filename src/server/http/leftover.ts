import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";

/** The body of a request. Whoever stops reading one of HTTP/1.1 leaves the rest to `readLeftover`. */
export function bodyOf(request: Readable): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) };
}

/**
 * Reads what is left of a request of HTTP/1.1 that was answered before its body was read, as one that is too large is:
 * the next request on its connection comes behind it, and would never be seen. Node does so for a body that nobody has
 * begun to read. When more than that is left, the connection is cut.
 */
export function readLeftover(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): void {
  response.once("finish", () => {
    if (request.complete) return;
    let left = bytesMax;
    request.on("data", (chunk: Buffer) => {
      left -= chunk.byteLength;
      if (left < 0) request.destroy();
    });
    request.resume();
  });
}
