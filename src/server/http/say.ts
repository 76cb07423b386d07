import type { connectNodeAdapter } from "@connectrpc/connect-node";

/** Answers one request of HTTP/1.1 or HTTP/2. */
export type NodeHandler = ReturnType<typeof connectNodeAdapter>;
export type NodeRequest = Parameters<NodeHandler>[0];
export type NodeResponse = Parameters<NodeHandler>[1];

/** Answers with one sentence, as JSON. */
export function say(response: NodeResponse, status: number, message: string): void {
  send(response, status, "application/json", JSON.stringify({ message }));
}

/** Answers with a text, and is done. */
export function send(
  response: NodeResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
