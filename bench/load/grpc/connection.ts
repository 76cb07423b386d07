import { connect } from "node:net";

import {
  type Answered,
  call,
  createState,
  NOTHING,
  PREFIX_BYTES,
  sendWaiting,
  type State,
} from "./calls.ts";
import { createFrameReader } from "./frameReader.ts";
import * as wire from "./frames.ts";
import type { Head } from "./headers.ts";
import { isHttpOk, UNKNOWN } from "./statusReader.ts";

/** gRPC's code for a call that a broken connection took with it: nobody knows what became of it. */
export const UNAVAILABLE = 14;
/** No code of gRPC's: the server never looked at the call, so it may be sent again. */
export const UNSEEN = -1;
/** HTTP/2's code for such a stream. */
const REFUSED_STREAM = 7;

/** One HTTP/2 connection that carries gRPC calls of one message each way. */
export interface Connection {
  /** False once the server wants no more calls on it, or it broke. */
  readonly isTaking: boolean;
  /** @param message the request's protobuf bytes, in parts; together they must fit in one frame */
  call(head: Head, message: readonly Uint8Array[], answered: Answered): void;
  close(): void;
}

/** Opens a connection. What breaks it shows in the status of its calls. */
export function openConnection(host: string, port: number): Connection {
  const socket = connect({ host, port, noDelay: true });
  const state = createState(socket);
  const readFrames = createFrameReader((type, flags, stream, payload) =>
    onFrame(state, { type, flags, stream, payload }),
  );
  socket.on("data", readFrames);
  // "close" follows and tells the callers.
  socket.on("error", () => undefined);
  socket.on("close", () => leave(state, 0, UNAVAILABLE));
  state.outbox.put(wire.greeting());
  return {
    get isTaking() {
      return state.isTaking && state.nextStream < wire.STREAM_MAX;
    },
    call: (head, message, answered) => call(state, head, message, answered),
    close: () => socket.end(),
  };
}

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

function onFrame(state: State, frame: Frame): void {
  const { type, flags, stream, payload } = frame;
  switch (type) {
    case wire.FRAME.HEADERS:
      return onHeaders(state, frame);
    case wire.FRAME.DATA:
      return onData(state, frame);
    case wire.FRAME.RST_STREAM:
      return end(state, stream, payload.readUInt32BE(0) === REFUSED_STREAM ? UNSEEN : UNAVAILABLE);
    case wire.FRAME.GOAWAY:
      return leave(state, payload.readUInt32BE(0) + 1, UNSEEN);
    case wire.FRAME.WINDOW_UPDATE:
      if (stream === 0) state.windowBytes += payload.readUInt32BE(0);
      return sendWaiting(state);
    case wire.FRAME.SETTINGS:
      if (flags & wire.FLAG.ACK) return;
      state.streamsMax = wire.streamsMaxOf(payload) ?? Infinity;
      state.outbox.put(wire.frame(wire.FRAME.SETTINGS, wire.FLAG.ACK, 0));
      return sendWaiting(state);
    // What else there is in HTTP/2 says nothing to a client of this kind.
    case wire.FRAME.PING:
      if (flags & wire.FLAG.ACK) return;
      state.outbox.put(wire.frame(wire.FRAME.PING, wire.FLAG.ACK, 0, payload));
  }
}

function onHeaders(state: State, { flags, stream, payload }: Frame): void {
  const { END_HEADERS, END_STREAM, PADDED, PRIORITY } = wire.FLAG;
  if ((flags & (END_HEADERS | PADDED | PRIORITY)) !== END_HEADERS)
    throw new Error("a header block in a form that this client does not read");
  const found = state.open.get(stream);
  if (found !== undefined) found.isHttpOk ||= isHttpOk(payload);
  if (flags & END_STREAM) end(state, stream, state.statusOf(payload));
}

function onData(state: State, { flags, stream, payload }: Frame): void {
  state.receivedBytes += payload.length;
  if (state.receivedBytes > wire.WINDOW_BYTES_MAX / 2) {
    state.outbox.put(wire.windowUpdate(0, state.receivedBytes));
    state.receivedBytes = 0;
  }
  const found = state.open.get(stream);
  if (found === undefined) return;
  found.reply = found.reply.length === 0 ? payload : Buffer.concat([found.reply, payload]);
  // An answer ends with trailers, which carry its status.
  if (flags & wire.FLAG.END_STREAM) end(state, stream, UNKNOWN);
}

function end(state: State, stream: number, status: number): void {
  const found = state.open.get(stream);
  if (found === undefined) return;
  state.open.delete(stream);
  if (status !== 0) found.answered(status, NOTHING);
  else if (!found.isHttpOk || !isOneMessage(found.reply)) found.answered(UNKNOWN, NOTHING);
  else found.answered(0, found.reply.subarray(PREFIX_BYTES));
  if (state.waiting.length > 0) sendWaiting(state);
  if (!state.isTaking && state.open.size === 0) state.socket.end();
}

/** The connection takes no more calls. Those that never left are unseen; those from a stream on have this status. */
function leave(state: State, stream: number, status: number): void {
  state.isTaking = false;
  for (const { answered } of state.waiting.splice(0)) answered(UNSEEN, NOTHING);
  for (const open of state.open.keys()) if (open >= stream) end(state, open, status);
  if (state.open.size === 0) state.socket.end();
}

/** Whether an answer is one message, not compressed, and all of it. */
function isOneMessage(reply: Buffer): boolean {
  if (reply.length < PREFIX_BYTES || reply[0] !== 0) return false;
  return reply.readUInt32BE(1) === reply.length - PREFIX_BYTES;
}
