import { connect, type Socket } from "node:net";

import { createFrameReader } from "./frameReader.ts";
import * as wire from "./frames.ts";
import { createHeaderWriter, type Head } from "./headers.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createStatusReader, isHttpOk, UNKNOWN } from "./statusReader.ts";

/** @param message the answer's protobuf bytes, good until the function returns; empty unless the status is 0 */
export type Answered = (status: number, message: Buffer) => void;

/** One HTTP/2 connection that carries gRPC calls of one message each way. */
export interface Connection {
  /** False once the server wants no more calls on it, or it broke. */
  readonly isTaking: boolean;
  /** @param message the request's protobuf bytes, in parts; together they must fit in one frame */
  call(head: Head, message: readonly Uint8Array[], answered: Answered): void;
  close(): void;
}

/** gRPC's code for a call that a broken connection took with it: nobody knows what became of it. */
const UNAVAILABLE = 14;
/** One byte that says "not compressed", four that tell the length. */
const PREFIX_BYTES = 5;
/** Calls at once until the server tells how many it takes. */
const STREAMS_FIRST = 100;
const NOTHING = Buffer.alloc(0);

interface Call {
  readonly head: Head;
  readonly message: readonly Uint8Array[];
  readonly messageBytes: number;
  readonly answered: Answered;
  isHttpOk: boolean;
  reply: Buffer;
}

interface State {
  readonly outbox: Outbox;
  readonly writeHeaders: (head: Head) => Uint8Array;
  readonly statusOf: (block: Buffer) => number;
  readonly open: Map<number, Call>;
  /** Calls that wait for a stream or for the server's window. */
  readonly waiting: Call[];
  nextStream: number;
  streamsMax: number;
  /** Bytes that the server is ready to take on the whole connection. */
  windowBytes: number;
  /** Bytes that came since we last told the server that we have room. */
  receivedBytes: number;
  isTaking: boolean;
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
  socket.on("close", () => goAway(state, 0));
  state.outbox.put(wire.greeting());
  return {
    get isTaking() {
      return state.isTaking && state.nextStream < wire.STREAM_MAX;
    },
    call: (head, message, answered) => call(state, head, message, answered),
    close: () => socket.end(),
  };
}

function createState(socket: Socket): State {
  return {
    outbox: createOutbox(socket),
    writeHeaders: createHeaderWriter(),
    statusOf: createStatusReader(),
    open: new Map(),
    waiting: [],
    nextStream: 1,
    streamsMax: STREAMS_FIRST,
    windowBytes: wire.WINDOW_BYTES,
    receivedBytes: 0,
    isTaking: true,
  };
}

function call(state: State, head: Head, message: readonly Uint8Array[], answered: Answered): void {
  let messageBytes = 0;
  for (const part of message) messageBytes += part.length;
  if (messageBytes + PREFIX_BYTES > wire.FRAME_BYTES_MAX) throw new Error("too large a message");
  const made = { head, message, messageBytes, answered, isHttpOk: false, reply: NOTHING };
  if (state.waiting.length === 0 && hasRoom(state, made)) send(state, made);
  else state.waiting.push(made);
}

function hasRoom({ open, streamsMax, windowBytes }: State, { messageBytes }: Call): boolean {
  return open.size < streamsMax && windowBytes >= messageBytes + PREFIX_BYTES;
}

function send(state: State, made: Call): void {
  const { outbox, nextStream } = state;
  const headers = state.writeHeaders(made.head);
  const dataBytes = PREFIX_BYTES + made.messageBytes;
  outbox.frame(wire.FRAME.HEADERS, wire.FLAG.END_HEADERS, nextStream, headers.length);
  outbox.put(headers);
  outbox.frame(wire.FRAME.DATA, wire.FLAG.END_STREAM, nextStream, dataBytes);
  outbox.prefix(made.messageBytes);
  for (const part of made.message) outbox.put(part);
  state.open.set(nextStream, made);
  state.nextStream += 2;
  state.windowBytes -= dataBytes;
}

function sendWaiting(state: State): void {
  const { waiting } = state;
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    if (!hasRoom(state, next)) return;
    waiting.shift();
    send(state, next);
  }
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
      return end(state, stream, UNAVAILABLE);
    case wire.FRAME.GOAWAY:
      return goAway(state, payload.readUInt32BE(0) + 1);
    case wire.FRAME.WINDOW_UPDATE:
      if (stream === 0) state.windowBytes += payload.readUInt32BE(0);
      return sendWaiting(state);
    case wire.FRAME.SETTINGS:
      if (flags & wire.FLAG.ACK) return;
      state.streamsMax = wire.streamsMaxOf(payload) ?? state.streamsMax;
      state.outbox.put(wire.frame(wire.FRAME.SETTINGS, wire.FLAG.ACK, 0));
      return sendWaiting(state);
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
}

/** The server takes no more calls, and calls from this stream on it never looked at. */
function goAway(state: State, stream: number): void {
  state.isTaking = false;
  for (const { answered } of state.waiting.splice(0)) answered(UNAVAILABLE, NOTHING);
  for (const open of state.open.keys()) if (open >= stream) end(state, open, UNAVAILABLE);
}

function isOneMessage(reply: Buffer): boolean {
  return reply.length >= PREFIX_BYTES && reply.readUInt32BE(1) === reply.length - PREFIX_BYTES;
}
