import { fromBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { ErrorInfoSchema, StatusSchema } from "@holdfast/client";

import { request } from "./wire.ts";

/** How a gRPC call that was sent byte by byte ended. */
export interface GrpcEnd {
  /** Name of the status; empty when none came. */
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  /** Why the stream was cut off; empty when it was not. */
  readonly cut: string;
}

/** Where a call is sent, and what its headers say beside what gRPC demands. */
export interface GrpcCall {
  readonly url: string;
  readonly path: string;
  /** Empty: none is sent. */
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One message as gRPC frames it. */
export function frame(message: Uint8Array, flag = 0, length = message.byteLength): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** Calls a method with exactly these bytes, in these pieces. */
export async function grpc(
  { url, path, key, headers = {} }: GrpcCall,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<GrpcEnd> {
  const fixed = { ":method": "POST", ":path": path, te: "trailers" };
  const who = key === "" ? {} : { authorization: `Bearer ${key}` };
  const asked = { "content-type": "application/grpc", ...who, ...headers };
  const { headers: told, cut } = await request(url, { ...fixed, ...asked }, pieces);
  const number = told["grpc-status"];
  const packed = Buffer.from(told["grpc-status-details-bin"] ?? "", "base64");
  const { message, details } = fromBinary(StatusSchema, packed);
  const info = details.find(({ typeUrl }) => typeUrl.endsWith(ErrorInfoSchema.typeName));
  return {
    code: number === undefined ? "" : (status[Number(number)] ?? number),
    reason: info === undefined ? "" : fromBinary(ErrorInfoSchema, info.value).reason,
    message,
    cut,
  };
}
