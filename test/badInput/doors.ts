import {
  create,
  type DescMethodUnary,
  fromBinary,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { BadRequestSchema } from "@holdfast/client";
import { status } from "@grpc/grpc-js";

import { CallFailed, callOf, type StockClient } from "../support/stockClient.ts";

/** What a caller was told, whichever door told it. */
export interface Told {
  /** `OK`, or the name of the code. */
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  /** Fields that are named as wrong. */
  readonly fields: readonly string[];
}

export const GOOD: Told = { code: "OK", reason: "", message: "", fields: [] };

/** One way to send a request. */
export type Door = (method: DescMethodUnary, request: object) => Promise<Told>;

/** Binary messages through a stock gRPC client. */
export function grpcDoor(client: StockClient): Door {
  return async (method, request) => {
    try {
      await callOf(client, method)(request);
      return GOOD;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const { code, reason, message, fields } = error;
      return { code, reason, message, fields };
    }
  };
}

/** JSON as the Connect protocol sends it; in binary what JSON cannot say. */
export function httpDoor(url: string, key: string): Door {
  return async (method, request) => {
    const message = create(method.input, request as Record<string, unknown>);
    const json = jsonOf(() => toJsonString(method.input, message));
    const body = json ?? Buffer.from(toBinary(method.input, message));
    const type = json === undefined ? "application/proto" : "application/json";
    return await post(`${url}/${method.parent.typeName}/${method.name}`, body, {
      "content-type": type,
      authorization: `Bearer ${key}`,
    });
  };
}

/** Sends whatever it is given, and reads the answer as the Connect protocol tells it. */
export async function post(
  url: string,
  body: NonNullable<RequestInit["body"]>,
  headers: Readonly<Record<string, string>>,
): Promise<Told & { status: number }> {
  const answer = await fetch(url, { method: "POST", headers, body });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.ok) return { ...GOOD, status: answer.status };
  return { ...toldBy(JSON.parse(bytes.toString()) as ConnectJson), status: answer.status };
}

interface ConnectJson {
  readonly code?: string;
  readonly message: string;
  readonly details?: readonly { type: string; value: string; debug: { reason?: string } }[];
}

function toldBy({ code = "", message, details = [] }: ConnectJson): Told {
  const of = (name: string) => details.find(({ type }) => type.endsWith(`.${name}`));
  const bad = of("BadRequest")?.value;
  const violations =
    bad === undefined
      ? []
      : fromBinary(BadRequestSchema, Buffer.from(bad, "base64")).fieldViolations;
  return {
    code: codeOf(code),
    reason: of("ErrorInfo")?.debug.reason ?? "",
    message,
    fields: violations.map(({ field }) => field),
  };
}

function codeOf(connect: string): string {
  const name = connect.toUpperCase().replace("CANCELED", "CANCELLED");
  return name in status ? name : connect;
}

function jsonOf(write: () => string): string | undefined {
  try {
    return write();
  } catch {
    return undefined;
  }
}
