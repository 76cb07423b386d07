import { once } from "node:events";
import { connect as connectHttp2, constants, type OutgoingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What came back on a connection. */
export interface Heard {
  readonly text: string;
  /** Did the server end it, rather than our patience? */
  readonly isClosed: boolean;
}

/** How long an answer to nonsense may take. */
const PATIENCE_MS = 5_000;

/**
 * Opens a connection, sends bytes as they are, and listens until the server ends it.
 *
 * @param isEnded whether our end is closed after the bytes
 */
export async function say(
  url: string,
  bytes: string | Uint8Array,
  { isEnded = false, patienceMs = PATIENCE_MS } = {},
): Promise<Heard> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = new Promise<boolean>((resolve) => socket.once("close", () => resolve(true)));
  socket.write(bytes);
  if (isEnded) socket.end();
  const isClosed = await Promise.race([closed, sleep(patienceMs, false, { ref: false })]);
  socket.destroy();
  return { text, isClosed };
}

/** What a request over HTTP/2 came to. */
export interface Answered {
  readonly status: number;
  /** Headers and trailers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why the stream or its connection was cut off; empty when it was not. */
  readonly cut: string;
}

/** Sends one request over HTTP/2, with a body in any number of pieces, and waits for its end. */
export async function request(
  url: string,
  headers: OutgoingHttpHeaders,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array> = [],
): Promise<Answered> {
  const session = connectHttp2(url, { maxSessionMemory: 100 });
  let cut = "";
  const note = (error: Error): void => void (cut ||= error.message);
  session.on("error", note);
  const found: Record<string, string> = {};
  const keep = (more: object): void => void Object.assign(found, more);
  const parts: Buffer[] = [];
  try {
    const stream = session.request(headers);
    stream.on("response", keep).on("trailers", keep).on("error", note);
    stream.on("data", (part: Buffer) => parts.push(part));
    let isOver = false;
    // Whoever has the whole answer stops sending.
    const over = new Promise((resolve) => stream.once("end", resolve).once("close", resolve));
    const noted = over.then(() => (isOver = true));
    for await (const piece of pieces) {
      if (isOver) break;
      if (!stream.write(piece)) await Promise.race([once(stream, "drain"), noted]).catch(note);
    }
    if (!isOver) stream.end();
    await Promise.race([over, sleep(PATIENCE_MS, undefined, { ref: false })]);
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) cut ||= `reset ${stream.rstCode}`;
  } catch (error) {
    note(error as Error);
  } finally {
    session.destroy();
  }
  return {
    status: Number(found[":status"] ?? 0),
    headers: found,
    body: String(Buffer.concat(parts)),
    cut,
  };
}
