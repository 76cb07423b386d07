import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import { codeFromName, type Failure, type Reason } from "../failure.ts";
import { toldSentence } from "../headerSpace.ts";
import { statusBytes } from "../status.ts";
import { strayFailure } from "../stray.ts";
import { connectJson } from "./connectError.ts";

type Body = AsyncIterable<Uint8Array>;
type Notice = (failure: Failure) => void;

/** Marks the frame of a gRPC-Web body that carries the trailers; its length follows, then its text. */
const TRAILER_FLAG = 0x80;
const FRAME_HEAD_BYTES = 5;
const DETAILS = "grpc-status-details-bin";

/** The HTTP status of the failures that are made here, as the Connect protocol prescribes it. */
const HTTP_STATUS: Partial<Record<Reason, number>> = {
  FIELD_VIOLATION: 400,
  REQUEST_TOO_LARGE: 429,
  DEADLINE_EXCEEDED: 504,
};

/**
 * Sees the failures that connect makes by itself, before a call reaches the pipeline: requests that are too large
 * or unreadable. Gives them an `ErrorInfo` like every other failure.
 *
 * @param notice called with the failure, when it was one of those
 */
export async function complete(
  response: UniversalServerResponse,
  notice: Notice,
): Promise<UniversalServerResponse> {
  const { body, header, status, trailer } = response;
  if (body === undefined) return response;
  if (status >= 400) return await completeJson(response, body, notice);
  if (trailer !== undefined) return { ...response, body: withTrailer(body, trailer, notice) };
  const isWeb = header?.get("content-type")?.startsWith("application/grpc-web") ?? false;
  return isWeb ? { ...response, body: withTrailerFrame(body, notice) } : response;
}

/** The Connect protocol: an error is one JSON document. */
async function completeJson(
  response: UniversalServerResponse,
  body: Body,
  notice: Notice,
): Promise<UniversalServerResponse> {
  const bytes = Buffer.concat(await Array.fromAsync(body));
  const told = JSON.parse(bytes.toString()) as { code: string; message?: string; details?: [] };
  if (told.details !== undefined) return { ...response, body: once(bytes) };
  const failure = strayFailure(codeFromName(told.code), told.message ?? "");
  notice(failure);
  const completed = Buffer.from(connectJson(failure));
  response.header?.set("content-length", String(completed.byteLength));
  return { ...response, status: HTTP_STATUS[failure.reason] ?? 500, body: once(completed) };
}

/** The gRPC protocol: an error is in the trailers, which are complete when the body is. */
async function* withTrailer(body: Body, trailer: Headers, notice: Notice): Body {
  yield* body;
  completeTrailer(trailer, notice);
}

/** The gRPC-Web protocol: the trailers are the last frame of the body. */
async function* withTrailerFrame(body: Body, notice: Notice): Body {
  for await (const frame of body) yield isTrailer(frame) ? completeFrame(frame, notice) : frame;
}

function isTrailer(frame: Uint8Array): boolean {
  return frame[0] === TRAILER_FLAG && frame.byteLength > FRAME_HEAD_BYTES;
}

function completeFrame(frame: Uint8Array, notice: Notice): Uint8Array {
  const trailer = new Headers();
  for (const line of Buffer.from(frame).toString("utf8", FRAME_HEAD_BYTES).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailer.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  if (!completeTrailer(trailer, notice)) return frame;
  const text = Buffer.from([...trailer].map(([name, value]) => `${name}: ${value}\r\n`).join(""));
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head[0] = TRAILER_FLAG;
  head.writeUInt32BE(text.byteLength, 1);
  return Buffer.concat([head, text]);
}

/** @returns false when nothing was missing */
function completeTrailer(trailer: Headers, notice: Notice): boolean {
  const code = Number(trailer.get("grpc-status"));
  if (code === 0 || trailer.has(DETAILS)) return false;
  const failure = strayFailure(code, decodeURIComponent(trailer.get("grpc-message") ?? ""));
  notice(failure);
  trailer.set("grpc-status", String(failure.code));
  trailer.set("grpc-message", encodeURIComponent(toldSentence(failure.message)));
  trailer.set(DETAILS, Buffer.from(statusBytes(failure)).toString("base64").replace(/=+$/, ""));
  return true;
}

async function* once(bytes: Uint8Array): Body {
  yield bytes;
}
