import { connect } from "node:net";
import http2, { type OutgoingHttpHeaders } from "node:http2";

/** Writes bytes to a port and tells what came back until the other side fell silent. */
export async function exchangeBytes(port: number, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = "";
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  socket.setTimeout(300, () => socket.destroy());
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => resolve(heard));
  return await promise;
}

/** What a call over plain HTTP/2 came to. */
export interface Heard {
  readonly status: number | undefined;
  /** Response headers, and trailers over them. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Posts bytes over HTTP/2 without TLS, as a gRPC client without manners would. */
export async function postHttp2(
  port: number,
  path: string,
  body: Uint8Array,
  headers: OutgoingHttpHeaders = {},
): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on("error", reject);
  const asked = {
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    ...headers,
  };
  const stream = session.request(asked);
  let told: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  stream.on("response", (response) => (told = { ...told, ...response }));
  stream.on("trailers", (trailers) => (told = { ...told, ...trailers }));
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("error", reject);
  stream.on("close", () => {
    session.close();
    const status = told[":status"] as number | undefined;
    resolve({ status, headers: told, body: Buffer.concat(chunks) });
  });
  stream.end(body);
  return await promise;
}

/** A gRPC message frame. */
export function frame(message: Uint8Array, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head[0] = isCompressed ? 1 : 0;
  head.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([head, message]);
}
