import type { Socket } from "node:net";

import * as wire from "./frames.ts";
import { createHeaderWriter, type Head } from "./headers.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createStatusReader } from "./statusReader.ts";

/** @param message the answer's protobuf bytes, good until the function returns; empty unless the status is 0 */
export type Answered = (status: number, message: Buffer) => void;

/** One byte that says "not compressed", four that tell the length. */
export const PREFIX_BYTES = 5;
export const NOTHING = Buffer.alloc(0);

/** A call that is not answered yet. */
export interface Call {
  readonly head: Head;
  readonly message: readonly Uint8Array[];
  readonly messageBytes: number;
  readonly answered: Answered;
  isHttpOk: boolean;
  reply: Buffer;
}

/** What a connection knows. */
export interface State {
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly writeHeaders: (head: Head) => Uint8Array;
  readonly statusOf: (block: Buffer) => number;
  readonly open: Map<number, Call>;
  /** Calls that wait for a stream or for the server's window. */
  readonly waiting: Call[];
  nextStream: number;
  /** Calls at once that the server takes; none before it has told. */
  streamsMax: number;
  /** Bytes that the server is ready to take on the whole connection. */
  windowBytes: number;
  /** Bytes that came since we last told the server that we have room. */
  receivedBytes: number;
  isTaking: boolean;
}

export function createState(socket: Socket): State {
  return {
    socket,
    outbox: createOutbox(socket),
    writeHeaders: createHeaderWriter(),
    statusOf: createStatusReader(),
    open: new Map(),
    waiting: [],
    nextStream: 1,
    streamsMax: 0,
    windowBytes: wire.WINDOW_BYTES,
    receivedBytes: 0,
    isTaking: true,
  };
}

/** Makes a call, now or as soon as the server takes it. */
export function call(
  state: State,
  head: Head,
  message: readonly Uint8Array[],
  answered: Answered,
): void {
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

/** Makes the calls that waited, as far as there is room. */
export function sendWaiting(state: State): void {
  const { waiting } = state;
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    if (!hasRoom(state, next)) return;
    waiting.shift();
    send(state, next);
  }
}
