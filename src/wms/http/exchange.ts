import type { ClientRequest } from "node:http";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";

import got, { type Request, type Response } from "got";

import type { Token } from "../limiter/limiter.ts";
import type { Headers } from "./retryAfter.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** There was no whole answer. */
export interface Cut {
  readonly why: string;
}

/** How far a request has got. */
export interface Trip {
  /** A connection was there, so that the request may have got through it. */
  wasSent: boolean;
  /** This process took so long that the token was dead: that says nothing about the other side. */
  wasStale: boolean;
}

/** A request as it goes out. */
export interface Outgoing {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Connections that are kept for the next request. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** What bounds one exchange. */
export interface ExchangeLimits {
  readonly token: Token;
  readonly trip: Trip;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly bytesMax: number;
  readonly agents: Agents;
}

/** Answers longer than this many bytes, uncompressed, are not read. */
export class TooLong extends Error {}

export function createAgents(): Agents {
  return {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };
}

/**
 * One request, sent once at most.
 *
 * @throws TooLong and nothing else
 */
export async function exchange(outgoing: Outgoing, limits: ExchangeLimits): Promise<Answer | Cut> {
  const stream = open(outgoing, limits);
  let response: Response | undefined;
  stream.on("response", (begun: Response) => (response = begun));
  stream.on("request", (request: ClientRequest) => watch(request, limits));
  // What fails when all was read concerns nobody.
  stream.on("error", () => undefined);
  try {
    const text = await readAll(stream, limits.bytesMax);
    if (response === undefined) return { why: "the connection ended" };
    return { status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    if (error instanceof TooLong) throw error;
    return { why: wordsOf(error) };
  } finally {
    stream.destroy();
  }
}

function open({ method, url, headers, body }: Outgoing, limits: ExchangeLimits): Request {
  return got.stream(url, {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    agent: { ...limits.agents },
    signal: limits.signal,
    timeout: { request: limits.timeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
  });
}

/**
 * Notes when the request goes out, and sees to it that it does so while its token is good: one that waits for its
 * connection for too long would be counted by the warehouse system in a window that it was not meant for.
 */
function watch(request: ClientRequest, { token, trip }: ExchangeLimits): void {
  const now = performance.now();
  trip.wasStale = now >= token.diesAt;
  if (trip.wasStale) {
    request.destroy(new Error("this process was too busy to send it in time"));
    return;
  }
  const late = (): void => void request.destroy(new Error("there was no connection in time"));
  const timer = setTimeout(late, token.arriveBy - now);
  const sent = (): void => {
    clearTimeout(timer);
    trip.wasSent = true;
  };
  request.once("close", () => clearTimeout(timer));
  request.once("socket", (socket: Socket) => {
    if (request.reusedSocket) sent();
    else socket.once("encrypted" in socket ? "secureConnect" : "connect", sent);
  });
}

/** The body as text; what is no UTF-8 in it becomes `U+FFFD`. */
async function readAll(stream: Request, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new TooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Its words alone: got's errors carry the request with all its headers. */
function wordsOf(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === "string" && !error.message.includes(code)
    ? `${error.message} (${code})`
    : error.message;
}
