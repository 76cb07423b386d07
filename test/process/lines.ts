import { connect as connectHttp2, type ClientHttp2Stream } from "node:http2";
import { connect } from "node:net";

import { create, toBinary } from "@bufbuild/protobuf";
import { ReserveRequestSchema } from "@holdfast/client";

import { frame } from "../support/frames.ts";

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";

/** Begins a Reserve at the gRPC door, whose message is still to come. */
export function beginReserve(port: number, key: string): ClientHttp2Stream {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  return session.request({
    ":method": "POST",
    ":path": RESERVE,
    "content-type": "application/grpc",
    te: "trailers",
    authorization: `Bearer ${key}`,
  });
}

/** The message that a Reserve begun so was waiting for: one sock. */
export function reserveFrame(requestId: string): Buffer {
  const request = { requestId, lines: [{ sku: "SOCK", quantity: 1n }] };
  return frame(toBinary(ReserveRequestSchema, create(ReserveRequestSchema, request)));
}

/** What a call that has no answer but a status says in the end. */
export async function trailersOf(stream: ClientHttp2Stream): Promise<Record<string, string>> {
  return await new Promise((resolve, reject) => {
    const told: Record<string, string> = {};
    const keep = (more: object): void => void Object.assign(told, more);
    stream.on("response", keep).on("trailers", keep).on("error", reject).resume();
    stream.on("end", () => resolve(told));
  });
}

/** Watches the health of a server as load balancers do: 1 is SERVING, 2 is NOT_SERVING. */
export function watchHealth(port: number): { readonly said: readonly number[] } {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  const head = { ":method": "POST", ":path": "/grpc.health.v1.Health/Watch", te: "trailers" };
  const stream = session.request({ ...head, "content-type": "application/grpc" });
  const said: number[] = [];
  stream.on("error", () => undefined);
  // A head of five bytes, the field's tag, the status.
  stream.on("data", (bytes: Buffer) => void said.push(bytes.at(6) ?? 0));
  stream.end(Buffer.alloc(5));
  return { said };
}

/** One connection of HTTP/1.1, on which requests are sent without waiting for answers. */
export interface Talk {
  send(words: string): void;
  text(): string;
  /** The statuses that were heard until the server closed the connection. */
  heard(): Promise<number[]>;
}

export function talk(port: number): Talk {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return {
    send: (words) => void socket.write(words),
    text: () => text,
    heard: async () => {
      await closed;
      return [...text.matchAll(/HTTP\/1.1 (\d+) /g)].map(([, status]) => Number(status));
    },
  };
}

/** A Reserve of one sock as JSON, with all that HTTP/1.1 puts around it. */
export function reserveOverHttp(requestId: string, key: string): string {
  const body = JSON.stringify({ requestId, lines: [{ sku: "SOCK", quantity: 1 }] });
  return [
    `POST ${RESERVE} HTTP/1.1`,
    "Host: localhost",
    "Content-Type: application/json",
    `Authorization: Bearer ${key}`,
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}
