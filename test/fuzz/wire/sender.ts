import { gzipSync } from "node:zlib";

import type { Call, DoorName, Input, Part, Talk } from "../input.ts";
import { meant, type Meanings } from "../world.ts";
import type { Answer } from "./answer.ts";
import { createHttp1Pool } from "./http1.ts";
import { createHttp2Pool } from "./http2.ts";
import { talk } from "./talk.ts";

/** Where the doors are. */
export type Doors = Readonly<Record<DoorName, string>>;

/** Sends inputs as they are, over connections that calls without fault share with none that may break them. */
export interface Sender {
  send(input: Input, meanings: Meanings): Promise<Answer>;
  close(): void;
}

const WIDTH = 4;

export function createSender(doors: Doors): Sender {
  const polite = {
    grpc: createHttp2Pool(doors.grpc, WIDTH),
    http: createHttp2Pool(doors.http, WIDTH),
  };
  const rough = {
    grpc: createHttp2Pool(doors.grpc, WIDTH),
    http: createHttp2Pool(doors.http, WIDTH),
  };
  const http1 = createHttp1Pool(doors.http);
  return {
    send: async ({ sent, isRough }, meanings) => {
      if (sent.form === "talk") return await say(doors, sent, meanings);
      const body = bodyOf(sent, meanings);
      const head = headOf(sent, meanings);
      if (sent.http === 1) return await http1.send(head, body);
      return await (isRough ? rough : polite)[sent.door].send(head, body, sent.ending);
    },
    close: () => {
      for (const pool of [...Object.values(polite), ...Object.values(rough), http1]) pool.close();
    },
  };
}

async function say(doors: Doors, { door, bytes }: Talk, meanings: Meanings): Promise<Answer> {
  const heard = await talk(doors[door], meant(bytes, meanings));
  const status = /^HTTP\/1\.1 (\d\d\d)/.exec(heard)?.[1] ?? "0";
  return { status: Number(status), headers: {}, body: Buffer.from(heard, "latin1"), cut: "" };
}

function headOf({ head }: Call, meanings: Meanings): Call["head"] {
  return head.map(([name, value]) => [name, meant(Buffer.from(value), meanings).toString()]);
}

/** The body's pieces as they go over the wire. */
export function bodyOf({ body }: Call, meanings: Meanings): Buffer[] {
  return body.map((part) => pieceOf(part, meant(part.bytes, meanings)));
}

function pieceOf({ packed, frame }: Part, bytes: Buffer): Buffer {
  const message = packed === undefined ? bytes : gzipSync(bytes);
  if (frame === undefined) return message;
  const head = Buffer.alloc(5);
  head[0] = frame.flag;
  head.writeUInt32BE(frame.length ?? message.length, 1);
  return Buffer.concat([head, message]);
}
