import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

import { type DescMethodUnary, fromBinary, fromJsonString, type Message } from "@bufbuild/protobuf";

import { type Call, headerOf, type Input, METHODS } from "./input.ts";
import { bodyOf } from "./wire/sender.ts";
import { ADMIN_KEY, SERVICE_KEY } from "./world.ts";

/** The request that a call carries, as far as it can be read. */
export interface Asked {
  readonly method: DescMethodUnary;
  /** Of the journal; undefined where the method changes nothing. */
  readonly requestId: string | undefined;
  /** Would it be carried out, rather than only decided? */
  readonly isMeant: boolean;
}

/** Reads the request of a call in its own encoding; undefined when there is none to be read. */
export function askedBy(call: Call): Asked | undefined {
  const path = headerOf(call, ":path")?.split("?", 1)[0] ?? "";
  const method = METHODS.get(path);
  const bytes = messageOf(call);
  if (method === undefined || bytes === undefined) return undefined;
  try {
    const { requestId, validateOnly } = decode(method, call, bytes) as Message & Mutation;
    return { method, requestId, isMeant: requestId !== undefined && validateOnly !== true };
  } catch {
    return undefined;
  }
}

interface Mutation {
  readonly requestId?: string;
  readonly validateOnly?: boolean;
}

function decode(method: DescMethodUnary, call: Call, bytes: Buffer): Message {
  const type = headerOf(call, "content-type") ?? "";
  const isJson = /json/i.test(type) && call.door === "http";
  return isJson ? fromJsonString(method.input, bytes.toString()) : fromBinary(method.input, bytes);
}

/** The first message in a body, out of its envelope. */
function messageOf(call: Call): Buffer | undefined {
  const body = Buffer.concat(bodyOf(call, NO_MEANINGS));
  const type = headerOf(call, "content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/grpc")) {
    return unpacked(body, headerOf(call, "content-encoding"));
  }
  if (body.length < FRAME_HEAD_BYTES) return undefined;
  const message = body.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + body.readUInt32BE(1));
  return body[0] === 1 ? unpacked(message, headerOf(call, "grpc-encoding")) : message;
}

const FRAME_HEAD_BYTES = 5;
const BYTES_MAX = 5_000_000;
const NO_MEANINGS = { adminKey: ADMIN_KEY, serviceKey: SERVICE_KEY, reservations: [] };

/** What is not packed as it says is left as it is: some servers do so too. */
function unpacked(bytes: Buffer, packing: string | undefined): Buffer {
  try {
    if (packing === "gzip") return gunzipSync(bytes, { maxOutputLength: BYTES_MAX });
    if (packing === "deflate") return inflateSync(bytes, { maxOutputLength: BYTES_MAX });
    if (packing === "br") return brotliDecompressSync(bytes, { maxOutputLength: BYTES_MAX });
  } catch {
    return bytes;
  }
  return bytes;
}

/** Every id that an input may leave in the journal, whether or not we hear of it. */
export function requestIdsOf({ sent }: Input): readonly string[] {
  if (sent.form === "talk") return sent.requestIds;
  const id = askedBy(sent)?.requestId;
  return id === undefined ? [] : [id];
}
