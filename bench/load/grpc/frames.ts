/** The parts of HTTP/2 that a gRPC client cannot do without (RFC 9113). */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;

export const FLAG = { ACK: 1, END_STREAM: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 0x20 } as const;

const SETTING = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
} as const;

export const FRAME_HEADER_BYTES = 9;
/** What a sender may count on unless told otherwise: per frame, and per window. */
export const FRAME_BYTES_MAX = 16_384;
export const WINDOW_BYTES = 65_535;
export const WINDOW_BYTES_MAX = 2 ** 31 - 1;
/** Numbers of streams are never used again. */
export const STREAM_MAX = 2 ** 31 - 1;

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.alloc(FRAME_HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** How many more bytes the peer may send; stream 0 stands for the whole connection. */
export function windowUpdate(stream: number, byteCount: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(byteCount);
  return frame(FRAME.WINDOW_UPDATE, 0, stream, payload);
}

/**
 * What a client says first. The server is to write header blocks without a table, so that each can be read by itself,
 * and may send as much as it likes, so that no answer waits for a window.
 */
export function greeting(): Buffer {
  const settings = Buffer.concat([
    setting(SETTING.HEADER_TABLE_SIZE, 0),
    setting(SETTING.ENABLE_PUSH, 0),
    setting(SETTING.INITIAL_WINDOW_SIZE, WINDOW_BYTES_MAX),
  ]);
  const room = windowUpdate(0, WINDOW_BYTES_MAX - WINDOW_BYTES);
  return Buffer.concat([PREFACE, frame(FRAME.SETTINGS, 0, 0, settings), room]);
}

const SETTING_BYTES = 6;

function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(SETTING_BYTES);
  bytes.writeUInt16BE(id);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}

/** How many calls at once the peer's settings allow, if they say so. */
export function streamsMaxOf(settings: Buffer): number | undefined {
  for (let at = 0; at + SETTING_BYTES <= settings.length; at += SETTING_BYTES) {
    const id = settings.readUInt16BE(at);
    if (id === SETTING.MAX_CONCURRENT_STREAMS) return settings.readUInt32BE(at + 2);
  }
  return undefined;
}
