import { type DescMethodUnary } from "@bufbuild/protobuf";
import { deflateSync, gzipSync } from "node:zlib";

import { encoded, headOf, packingHeader, type Way } from "../envelope.ts";
import { type Call, type Input, type Part, pathOf } from "../input.ts";
import { legalRequest } from "../message/legal.ts";
import { mutated } from "../message/mutate.ts";
import type { Occasion } from "../message/values.ts";
import type { Random } from "../random.ts";
import { ADMIN_KEY } from "../world.ts";

/** A body that is not as its headers say. `packing` is what they say it is packed with. */
interface Trouble {
  readonly what: string;
  readonly packing?: string;
  readonly ending?: Call["ending"];
  body(message: Buffer, random: Random): readonly Part[];
}

const plain = (bytes: Buffer): Part => ({ bytes });
const framed = (bytes: Buffer, flag = 0, length?: number): Part => ({
  bytes,
  frame: { flag, ...(length !== undefined && { length }) },
});

function lying(what: string, lie: (length: number) => number): Trouble {
  return { what, body: (it) => [framed(it, 0, lie(it.length))] };
}

function packed(what: string, pack: (message: Buffer, random: Random) => Buffer): Trouble {
  return { what, packing: "gzip", body: (it, random) => [framed(pack(it, random), 1)] };
}

function flagged(flag: number): Trouble {
  return { what: `the flag ${flag}`, body: (it) => [framed(it, flag)] };
}

const BOMB = gzipSync(Buffer.alloc(8_000_000));

/** Envelopes of gRPC and gRPC-Web. */
const FRAME_TROUBLES: readonly Trouble[] = [
  lying("a frame one byte short", (length) => length + 1),
  lying("a frame one byte long", (length) => Math.max(0, length - 1)),
  lying("a frame of nothing", () => 0),
  lying("a frame of 4 GB", () => 0xffff_ffff),
  lying("a frame of 2 GB", () => 0x7fff_ffff),
  lying("a frame just above the limit", () => 4_194_305),
  ...[1, 2, 0x03, 0x40, 0x7f, 0x80, 0x81, 0xff].map(flagged),
  { what: "no frame", body: () => [] },
  { what: "an empty frame", body: () => [framed(Buffer.alloc(0))] },
  { what: "two frames", body: (it) => [framed(it), framed(it)] },
  { what: "a frame and an empty one", body: (it) => [framed(it), framed(Buffer.alloc(0))] },
  {
    what: "a thousand empty frames",
    body: () => Array(1_000).fill(framed(Buffer.alloc(0))) as Part[],
  },
  { what: "no head", body: (it) => [plain(it)] },
  { what: "half a head", body: (_it, random) => [plain(Buffer.alloc(random.between(1, 4)))] },
  { what: "a frame and a bit", body: (it, random) => [framed(it), plain(random.bytes(3))] },
  {
    what: "a frame and a trailer",
    body: (it) => [framed(it), framed(Buffer.from("grpc-status: 0\r\n"), 0x80)],
  },
  { what: "a frame byte by byte", body: inPieces },
  {
    what: "a frame with bytes changed",
    body: (it, random) => [plain(mutated(whole(it), random, it))],
  },
  { what: "a reset after the frame", ending: "reset", body: (it) => [framed(it)] },
  {
    what: "a reset within the frame",
    ending: "reset",
    body: (it) => [framed(it, 0, it.length + 9)],
  },
  { what: "no end", ending: "silence", body: (it) => [framed(it)] },
  {
    what: "no end and no whole frame",
    ending: "silence",
    body: (it) => [framed(it, 0, it.length + 9)],
  },
];

/** What is packed, or says so, in every protocol. */
const PACKING_TROUBLES: readonly Trouble[] = [
  packed("not gzip", (it) => it),
  packed("gzip cut off", (it) => gzipSync(it).subarray(0, -6)),
  packed("gzip with more behind it", (it, random) =>
    Buffer.concat([gzipSync(it), random.bytes(9)]),
  ),
  packed("gzip twice", (it) => gzipSync(gzipSync(it))),
  packed("gzip with bytes changed", (it, random) => mutated(gzipSync(it), random, it)),
  packed("two gzips in a row", (it) => Buffer.concat([gzipSync(it), gzipSync(it)])),
  packed("nothing, as gzip", () => gzipSync(Buffer.alloc(0))),
  packed("an empty body", () => Buffer.alloc(0)),
  packed("deflate", (it) => deflateSync(it)),
  packed("a bomb", () => BOMB),
  ...[
    "br",
    "deflate",
    "identity",
    "rot13",
    "gzip, gzip",
    "GZIP",
    "snappy",
    "*",
    "x".repeat(200),
  ].map((packing) => ({
    what: `as ${packing.slice(0, 20)}`,
    packing,
    body: (it: Buffer) => [framed(it, 1)],
  })),
];

/** Bodies that are too large: seldom, because they take long to send. */
const LARGE_TROUBLES: readonly Trouble[] = [
  { what: "just above 4 MiB", body: () => [framed(Buffer.alloc(4_194_305, 0x20))] },
  {
    what: "4 MB of empty lines",
    body: () => [framed(Buffer.alloc(4_000_000, Buffer.from([0x1a, 0])))],
  },
  { what: "4 MB of spaces", body: () => [framed(Buffer.alloc(4_000_000, 0x20))] },
];

const FRAMED_WAYS: readonly Way[] = [
  { door: "grpc", http: 2, protocol: "grpc", codec: "binary" },
  { door: "http", http: 2, protocol: "grpc", codec: "binary" },
  { door: "http", http: 1, protocol: "grpc-web", codec: "binary" },
  { door: "http", http: 2, protocol: "grpc-web", codec: "json" },
];

const BARE_WAYS: readonly Way[] = [
  { door: "http", http: 1, protocol: "connect", codec: "json" },
  { door: "http", http: 2, protocol: "connect", codec: "binary" },
];

/** A legal message in an envelope that is broken. */
export function oddFrames(method: DescMethodUnary, occasion: Occasion): Omit<Input, "kind"> {
  const { random } = occasion;
  const troubles = random.weighed([
    [60, FRAME_TROUBLES],
    [39, PACKING_TROUBLES],
    [1, LARGE_TROUBLES],
  ]);
  const trouble = random.pick(troubles);
  const isFramed = troubles === FRAME_TROUBLES || random.percent(60);
  const way = random.pick(isFramed ? FRAMED_WAYS : BARE_WAYS);
  const message = encoded(legalRequest(method, occasion), way, random);
  const head = headOf(pathOf(method), way, ADMIN_KEY);
  if (trouble.packing !== undefined) head.push([packingHeader(way), trouble.packing]);
  const body = trouble.body(message, random).map((part) => (isFramed ? part : plain(part.bytes)));
  const ending = trouble.ending ?? "end";
  const sent: Call = { form: "call", ...way, head, body, ending };
  const what = `${method.name} over ${way.protocol} with ${trouble.what}`;
  return { what, sent, expected: { is: "anything" }, isRough: ending !== "end" };
}

/** A frame as its bytes. */
function whole(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function inPieces(message: Buffer): Part[] {
  return [...whole(message)].slice(0, 300).map((byte) => plain(Buffer.of(byte)));
}
