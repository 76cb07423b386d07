import type { DescMethodUnary } from "@bufbuild/protobuf";

import { type Call, type Codec, type DoorName, type Part, pathOf, type Protocol } from "./input.ts";
import { toJsonText, toWire } from "./message/encode.ts";
import type { Node } from "./message/node.ts";
import type { Random } from "./random.ts";
import { ADMIN_KEY } from "./world.ts";

/** A way to send a message. */
export interface Way {
  readonly door: DoorName;
  readonly http: 1 | 2;
  readonly protocol: Protocol;
  readonly codec: Codec;
}

/** Every way there is, the doors' own languages more often than what they speak besides. */
const WAYS: readonly (readonly [weight: number, way: Way])[] = [
  [40, { door: "grpc", http: 2, protocol: "grpc", codec: "binary" }],
  [16, { door: "http", http: 1, protocol: "connect", codec: "json" }],
  [10, { door: "http", http: 2, protocol: "connect", codec: "json" }],
  [6, { door: "http", http: 1, protocol: "connect", codec: "binary" }],
  [5, { door: "http", http: 2, protocol: "connect", codec: "binary" }],
  [6, { door: "http", http: 1, protocol: "grpc-web", codec: "binary" }],
  [3, { door: "http", http: 2, protocol: "grpc-web", codec: "binary" }],
  [2, { door: "http", http: 1, protocol: "grpc-web", codec: "json" }],
  [8, { door: "http", http: 2, protocol: "grpc", codec: "binary" }],
  [2, { door: "http", http: 2, protocol: "grpc", codec: "json" }],
];

/** Some way that the doors speak. */
export function anyWay(random: Random): Way {
  return random.weighed(WAYS);
}

/** Sends a message as it should be sent, now and then compressed. */
export function enveloped(
  method: DescMethodUnary,
  message: Buffer,
  way: Way,
  random: Random,
  key = ADMIN_KEY,
): Call {
  const packed = random.percent(6) ? "gzip" : undefined;
  const head = headOf(pathOf(method), way, key);
  if (packed !== undefined) head.push([packingHeader(way), packed]);
  if (random.percent(5)) head.push(timeout(way));
  return { form: "call", ...way, head, body: [partOf(message, way, packed)], ending: "end" };
}

/** A message in the encoding of its way; JSON in either of its spellings. */
export function encoded(node: Node, { codec }: Way, random: Random): Buffer {
  if (codec === "binary") return toWire(node);
  return Buffer.from(toJsonText(node, random.percent(80) ? "json" : "proto"));
}

/** The headers that such a call has at least. */
export function headOf(path: string, way: Way, key: string): [string, string][] {
  return [
    [":method", "POST"],
    [":path", path],
    ["content-type", contentType(way)],
    ["authorization", `Bearer ${key}`],
    ...(way.protocol === "grpc" ? [["te", "trailers"] as [string, string]] : []),
  ];
}

/** A message as its protocol envelops it. */
export function partOf(bytes: Buffer, way: Way, packed?: Part["packed"]): Part {
  if (way.protocol === "connect") return { bytes, packed };
  return { bytes, packed, frame: { flag: packed === undefined ? 0 : 1 } };
}

/** The header that tells how a body is packed. */
export function packingHeader({ protocol }: Way): string {
  return protocol === "connect" ? "content-encoding" : "grpc-encoding";
}

function contentType({ protocol, codec }: Way): string {
  if (protocol === "connect") return codec === "json" ? "application/json" : "application/proto";
  return `application/${protocol}${codec === "json" ? "+json" : ""}`;
}

function timeout({ protocol }: Way): [string, string] {
  return protocol === "connect" ? ["connect-timeout-ms", "30000"] : ["grpc-timeout", "30S"];
}
