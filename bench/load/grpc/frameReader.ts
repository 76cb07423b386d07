import { FRAME_HEADER_BYTES } from "./frames.ts";

/** One frame. @param payload good until the function returns */
export type OnFrame = (type: number, flags: number, stream: number, payload: Buffer) => void;

const NOTHING = Buffer.alloc(0);
const STREAM_BITS = 0x7fffffff;

/** Cuts what a socket delivers into frames. */
export function createFrameReader(onFrame: OnFrame): (chunk: Buffer) => void {
  let rest = NOTHING as Buffer;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + FRAME_HEADER_BYTES <= bytes.length) {
      const payloadAt = at + FRAME_HEADER_BYTES;
      const until = payloadAt + bytes.readUIntBE(at, 3);
      if (until > bytes.length) break;
      const [type = 0, flags = 0] = [bytes[at + 3], bytes[at + 4]];
      const stream = bytes.readUInt32BE(at + 5) & STREAM_BITS;
      onFrame(type, flags, stream, bytes.subarray(payloadAt, until));
      at = until;
    }
    rest = bytes.subarray(at);
  };
}
