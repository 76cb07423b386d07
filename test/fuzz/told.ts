import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { status as codes } from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, type Status, StatusSchema } from "@holdfast/client";

import type { Answer } from "./wire/answer.ts";

/** An answer as a caller understands it, whichever protocol it came in. */
export interface Told {
  /** `OK`, the name of a code, or empty where nothing of the sort was told. */
  readonly code: string;
  /** `ErrorInfo.reason`; empty when there was none. */
  readonly reason: string;
  readonly domain: string;
  readonly message: string;
  /** Fields that are named as wrong. */
  readonly fields: readonly string[];
  /** How many `ErrorInfo` there were. */
  readonly infos: number;
  /** The response's message and how it is encoded, where the call succeeded. */
  readonly response?: { readonly bytes: Buffer; readonly isJson: boolean };
  /** The answer to an earlier call with the same request id. */
  readonly isReplay: boolean;
}

const NOTHING: Told = {
  code: "",
  reason: "",
  domain: "",
  message: "",
  fields: [],
  infos: 0,
  isReplay: false,
};

/**
 * Reads an answer by what its own headers say that it is.
 *
 * @throws Error when it is not what they say
 */
export function read(answer: Answer): Told {
  const type = answer.headers["content-type"] ?? "";
  const isReplay = answer.headers["holdfast-replay"] === "true";
  const isJson = type.endsWith("json");
  if (type.startsWith("application/grpc-web")) return { ...readWeb(answer, isJson), isReplay };
  if (type.startsWith("application/grpc")) {
    const response = { bytes: unframed(answer.body), isJson };
    return { ...byTrailers(answer.headers, response), isReplay };
  }
  if (answer.status === 200 && (type === "application/proto" || type === "application/json")) {
    return { ...NOTHING, code: "OK", response: { bytes: answer.body, isJson }, isReplay };
  }
  return isJson && answer.body.length > 0 ? byConnect(answer.body) : NOTHING;
}

/** The body of gRPC-Web ends with its trailers, in a frame of their own. */
function readWeb(answer: Answer, isJson: boolean): Told {
  let at = 0;
  let message: Buffer = Buffer.alloc(0);
  let trailers = answer.headers;
  while (at < answer.body.length) {
    const length = answer.body.readUInt32BE(at + 1);
    const bytes = answer.body.subarray(at + 5, at + 5 + length);
    if (answer.body[at] === 0x80) trailers = { ...trailers, ...headerLines(bytes.toString()) };
    else message = bytes;
    at += 5 + length;
  }
  return byTrailers(trailers, { bytes: message, isJson });
}

function headerLines(text: string): Record<string, string> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function unframed(body: Buffer): Buffer {
  return body.length < 5 ? body : body.subarray(5, 5 + body.readUInt32BE(1));
}

function byTrailers(trailers: Answer["headers"], response: NonNullable<Told["response"]>): Told {
  const number = trailers["grpc-status"];
  if (number === undefined) return NOTHING;
  if (number === "0") return { ...NOTHING, code: "OK", response };
  const packed = trailers["grpc-status-details-bin"] ?? "";
  const message = decodeURIComponent(trailers["grpc-message"] ?? "");
  const { details } = fromBinary(StatusSchema, Buffer.from(packed, "base64"));
  return { ...byDetails(details), code: codes[Number(number)] ?? number, message };
}

interface ConnectJson {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly { readonly type: string; readonly value: string }[];
}

function byConnect(body: Buffer): Told {
  const { code = "", message = "", details = [] } = JSON.parse(body.toString()) as ConnectJson;
  const packed = details.map(({ type, value }) => ({
    typeUrl: `type.googleapis.com/${type}`,
    value: Buffer.from(value, "base64"),
  }));
  const name = code.toUpperCase().replace("CANCELED", "CANCELLED");
  return { ...byDetails(packed), code: name, message };
}

function byDetails(details: readonly Pick<Status["details"][number], "typeUrl" | "value">[]): Told {
  const all = details.map((detail) => ({ $typeName: "google.protobuf.Any" as const, ...detail }));
  const infos = all.flatMap((detail) => anyUnpack(detail, ErrorInfoSchema) ?? []);
  const bad = all.flatMap((detail) => anyUnpack(detail, BadRequestSchema) ?? []);
  return {
    ...NOTHING,
    reason: infos[0]?.reason ?? "",
    domain: infos[0]?.domain ?? "",
    infos: infos.length,
    fields: bad.flatMap(({ fieldViolations }) => fieldViolations.map(({ field }) => field)),
  };
}
