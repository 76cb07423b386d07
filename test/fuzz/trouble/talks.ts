import { create, toBinary } from "@bufbuild/protobuf";
import { GetAvailabilityRequestSchema } from "@holdfast/client";

import type { Input } from "../input.ts";
import { mutated } from "../message/mutate.ts";
import type { Occasion } from "../message/values.ts";
import type { Random } from "../random.ts";
import { ADMIN_KEY } from "../world.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const ASK = "/holdfast.inventory.v1.InventoryService/GetAvailability";

/** Types of HTTP/2 frames. */
const TYPE = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
} as const;

const END_STREAM = 1;
const END_HEADERS = 4;

function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Headers as HPACK spells them where it shortens nothing. */
function hpack(headers: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    headers.flatMap(([name, value]) => [Buffer.of(0), hpackText(name), hpackText(value)]),
  );
}

function hpackText(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length < 127) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  const rest = bytes.length - 127;
  return Buffer.concat([Buffer.of(127, (rest & 127) | 128, rest >> 7), bytes]);
}

const HEADERS = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", ASK],
  [":authority", "localhost"],
  ["content-type", "application/grpc"],
  ["te", "trailers"],
  ["authorization", `Bearer ${ADMIN_KEY}`],
] as const;

/** One call that reads, frame by frame. */
function goodFrames(): Buffer[] {
  const asked = create(GetAvailabilityRequestSchema, { keys: [{ sku: "SOCK" }] });
  const message = Buffer.from(toBinary(GetAvailabilityRequestSchema, asked));
  const body = Buffer.concat([Buffer.of(0, 0, 0, 0, message.length), message]);
  return [
    http2Frame(TYPE.settings, 0, 0, Buffer.alloc(0)),
    http2Frame(TYPE.headers, END_HEADERS, 1, hpack(HEADERS)),
    http2Frame(TYPE.data, END_STREAM, 1, body),
  ];
}

type Make = (random: Random) => Buffer;

/** What may come between the frames of a good call, or in their place. */
const FRAMES: readonly (readonly [what: string, make: Make])[] = [
  ["DATA on no stream", () => http2Frame(TYPE.data, 0, 0, Buffer.from("x"))],
  ["DATA on a stream that is not open", () => http2Frame(TYPE.data, 0, 99, Buffer.from("x"))],
  ["padding beyond the frame", () => http2Frame(TYPE.data, 8, 1, Buffer.of(255, 1))],
  ["a reset", (random) => http2Frame(TYPE.reset, 0, 1, Buffer.of(0, 0, 0, random.below(20)))],
  ["a reset of nothing", () => http2Frame(TYPE.reset, 0, 0, Buffer.alloc(4))],
  ["a window of 0", () => http2Frame(TYPE.window, 0, 1, Buffer.alloc(4))],
  ["a window beyond the limit", () => http2Frame(TYPE.window, 0, 0, Buffer.of(127, 255, 255, 255))],
  [
    "settings out of range",
    () => http2Frame(TYPE.settings, 0, 0, Buffer.of(0, 4, 255, 255, 255, 255)),
  ],
  [
    "settings for no pushes at all",
    () => http2Frame(TYPE.settings, 0, 0, Buffer.of(0, 2, 0, 0, 0, 9)),
  ],
  ["a window of nothing", () => http2Frame(TYPE.settings, 0, 0, Buffer.of(0, 4, 0, 0, 0, 0))],
  ["frames of 1 byte", () => http2Frame(TYPE.settings, 0, 0, Buffer.of(0, 5, 0, 0, 0, 1))],
  ["a goodbye", (random) => http2Frame(TYPE.goAway, 0, 0, random.bytes(8))],
  ["a short ping", () => http2Frame(TYPE.ping, 0, 0, Buffer.alloc(3))],
  [
    "200 pings",
    () => Buffer.concat(Array<Buffer>(200).fill(http2Frame(TYPE.ping, 0, 0, Buffer.alloc(8)))),
  ],
  [
    "a stream that depends on itself",
    () => http2Frame(TYPE.priority, 0, 1, Buffer.of(0, 0, 0, 1, 16)),
  ],
  ["a promise", () => http2Frame(TYPE.push, END_HEADERS, 1, Buffer.of(0, 0, 0, 2))],
  [
    "a continuation of nothing",
    () => http2Frame(TYPE.continuation, END_HEADERS, 1, Buffer.of(130)),
  ],
  ["headers that cannot be unpacked", () => http2Frame(TYPE.headers, 5, 3, Buffer.alloc(9, 255))],
  ["an even stream", () => http2Frame(TYPE.headers, 5, 2, hpack(HEADERS))],
  [
    "no path",
    () => http2Frame(TYPE.headers, 5, 3, hpack(HEADERS.filter(([name]) => name !== ":path"))),
  ],
  ["two paths", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS.slice(0, 3), ...HEADERS]))],
  ["capital letters", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["X-Y", "z"]]))],
  ["a line break", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["x", "a\r\nb: c"]]))],
  ["a NUL", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["x", "a\0b"]]))],
  ["no name", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["", "x"]]))],
  ["a late pseudo-header", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, [":x", "y"]]))],
  ["another te", () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["te", "gzip"]]))],
  [
    "connection: close",
    () => http2Frame(TYPE.headers, 5, 3, hpack([...HEADERS, ["connection", "close"]])),
  ],
  ["headers once more", () => http2Frame(TYPE.headers, 5, 1, hpack(HEADERS))],
  ["trailers", () => http2Frame(TYPE.headers, 5, 1, hpack([["x", "y"]]))],
  [
    "CONNECT",
    () =>
      http2Frame(
        TYPE.headers,
        4,
        3,
        hpack([
          [":method", "CONNECT"],
          [":authority", "x:1"],
        ]),
      ),
  ],
  [
    "a frame of a type that is none",
    (random) => http2Frame(random.between(10, 255), 255, 1, random.bytes(9)),
  ],
  ["a frame without an end", () => Buffer.of(255, 255, 255, 0, 0, 0, 0, 0, 1)],
  ["noise", (random) => random.bytes(random.between(1, 200))],
];

/** Connections that begin as no connection should. */
const STARTS: readonly (readonly [what: string, make: Make])[] = [
  ["noise", (random) => random.bytes(random.between(1, 2_000))],
  ["a greeting of TLS", () => Buffer.from("16030100c8010000c40303", "hex")],
  ["zeros", () => Buffer.alloc(4_096)],
  ["half of the preface", (random) => PREFACE.subarray(0, random.below(PREFACE.length))],
  [
    "the preface and HTTP/1.1",
    () => Buffer.concat([PREFACE, Buffer.from("GET / HTTP/1.1\r\n\r\n")]),
  ],
  ["the preface with bytes changed", (random) => mutated(PREFACE, random, PREFACE)],
  ["a line without end", () => Buffer.alloc(100_000, "A")],
];

/** Bytes that are no HTTP, or hardly any. Nothing in them changes the books. */
export function oddTalk({ random }: Occasion): Omit<Input, "kind"> {
  const door = random.pick(["grpc", "http"] as const);
  const [what, bytes] = random.percent(25) ? oddStart(random) : oddFrames(random);
  const sent = { form: "talk", door, bytes, requestIds: [] } as const;
  return { what: `a connection with ${what}`, sent, expected: { is: "anything" }, isRough: true };
}

function oddStart(random: Random): [string, Buffer] {
  const [what, make] = random.pick(STARTS);
  return [what, make(random)];
}

function oddFrames(random: Random): [string, Buffer] {
  const frames = goodFrames();
  const [what, make] = random.pick(FRAMES);
  const isInPlace = random.percent(30);
  frames.splice(random.between(0, frames.length), isInPlace ? 1 : 0, make(random));
  const bytes = Buffer.concat([PREFACE, ...frames]);
  if (!random.percent(25)) return [what, bytes];
  return [`${what}, and bytes changed`, mutated(bytes, random, PREFACE)];
}
