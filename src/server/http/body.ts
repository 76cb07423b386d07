import { bodyOf, readLeftover } from "./leftover.ts";
import type { NodeRequest, NodeResponse } from "./say.ts";

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly bytesMax: number;
  readonly ms: number;
}

/** A body, or why there is none. */
export type BodyEnd = { readonly body: Buffer } | { readonly refused: "tooLarge" | "cut" };

/** Reads a body whole. One that does not come in time is cut off with its connection. Never rejects. */
export async function readBody(
  request: NodeRequest,
  response: NodeResponse,
  { bytesMax, ms }: BodyLimits,
): Promise<BodyEnd> {
  leaveTheRest(request, response, bytesMax);
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return { refused: "tooLarge" };
  const timer = setTimeout(() => request.destroy(), ms);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of bodyOf(request)) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) return { refused: "tooLarge" };
      chunks.push(chunk);
    }
    return { body: Buffer.concat(chunks) };
  } catch {
    return { refused: "cut" };
  } finally {
    clearTimeout(timer);
  }
}

/** What was not read when the answer is out is not waited for. */
function leaveTheRest(request: NodeRequest, response: NodeResponse, bytesMax: number): void {
  if ("stream" in request || "stream" in response) {
    // Otherwise a stream that was answered stays open until the other end has sent all of it.
    response.once("finish", () => request.complete || request.destroy());
  } else readLeftover(request, response, bytesMax);
}
