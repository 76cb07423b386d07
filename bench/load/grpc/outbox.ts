import type { Socket } from "node:net";

import { FRAME_HEADER_BYTES } from "./frames.ts";

/** Bytes are gathered in pieces of this many. */
const PIECE_BYTES = 256 * 1024;

/** What is to be sent. All that is put in during one turn of the event loop leaves in one write. */
export interface Outbox {
  /** The nine bytes that lead a frame, whose payload is put in next. */
  frame(type: number, flags: number, stream: number, payloadBytes: number): void;
  /** The five bytes that lead a gRPC message. */
  prefix(messageBytes: number): void;
  put(bytes: Uint8Array): void;
}

export function createOutbox(socket: Socket): Outbox {
  let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let at = 0;
  let sent = 0;
  let isDue = false;

  const send = (): void => {
    isDue = false;
    if (at > sent) socket.write(piece.subarray(sent, at));
    sent = at;
  };
  const makeRoom = (byteCount: number): void => {
    if (at + byteCount > PIECE_BYTES) {
      send();
      // The old piece belongs to the socket until it has left.
      piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      at = 0;
      sent = 0;
    }
    if (isDue) return;
    isDue = true;
    process.nextTick(send);
  };
  const putUint32 = (value: number): void => {
    piece[at++] = value >>> 24;
    piece[at++] = value >>> 16;
    piece[at++] = value >>> 8;
    piece[at++] = value;
  };
  return {
    frame: (type, flags, stream, payloadBytes) => {
      makeRoom(FRAME_HEADER_BYTES);
      piece[at++] = payloadBytes >>> 16;
      piece[at++] = payloadBytes >>> 8;
      piece[at++] = payloadBytes;
      piece[at++] = type;
      piece[at++] = flags;
      putUint32(stream);
    },
    prefix: (messageBytes) => {
      makeRoom(5);
      piece[at++] = 0;
      putUint32(messageBytes);
    },
    put: (bytes) => {
      makeRoom(bytes.length);
      piece.set(bytes, at);
      at += bytes.length;
    },
  };
}
