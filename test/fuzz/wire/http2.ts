import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";

import type { Call } from "../input.ts";
import { type Answer, noAnswer, NONSENSE_MS, PATIENCE_MS, UNSENDABLE } from "./answer.ts";

/** Connections of HTTP/2 to one door, shared by many calls. */
export interface Http2Pool {
  send(head: Call["head"], body: readonly Buffer[], ending: Call["ending"]): Promise<Answer>;
  close(): void;
}

/** Calls on one connection before it is left for a new one: fewer than the server ever objects to. */
const CALLS_MAX = 400;

/** When a call is given up: the server is then in the middle of it. */
const RESET_MS = 3;

interface Line {
  readonly session: ClientHttp2Session;
  /** How many were sent on it, and how many of them are not over. */
  calls: number;
  open: number;
}

/** @param width how many connections are used at a time */
export function createHttp2Pool(url: string, width: number): Http2Pool {
  const lines: (Line | undefined)[] = Array.from({ length: width });
  let turn = 0;
  const lineOf = (at: number): Line => {
    const line = lines[at];
    if (line !== undefined && !isSpent(line)) return line;
    const fresh = { session: open(url), calls: 0, open: 0 };
    lines[at] = fresh;
    return fresh;
  };
  return {
    send: async (head, body, ending) => {
      const line = lineOf(turn++ % width);
      line.calls += 1;
      line.open += 1;
      const answer = await exchange(line.session, head, body, ending);
      line.open -= 1;
      // Not before: the goodbye would overtake calls that were begun just now.
      if (isSpent(line) && line.open === 0) line.session.close();
      return answer;
    },
    close: () => {
      for (const line of lines) line?.session.destroy();
    },
  };
}

function isSpent({ session, calls }: Line): boolean {
  return calls >= CALLS_MAX || session.closed || session.destroyed;
}

function open(url: string): ClientHttp2Session {
  const session = connect(url, { maxSessionMemory: 200, maxHeaderListPairs: 2_000 });
  // Each call on it is told by its own stream.
  session.on("error", () => undefined);
  session.setMaxListeners(0);
  return session;
}

async function exchange(
  session: ClientHttp2Session,
  head: Call["head"],
  body: readonly Buffer[],
  ending: Call["ending"],
): Promise<Answer> {
  let stream: ClientHttp2Stream;
  try {
    stream = session.request(outgoing(head));
  } catch (error) {
    return noAnswer(session.destroyed ? "closed" : `${UNSENDABLE}: ${String(error)}`);
  }
  const answered = answerOn(stream);
  for (const piece of body) if (!stream.destroyed && !stream.closed) stream.write(piece);
  if (ending === "end") stream.end();
  if (ending === "reset") setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), RESET_MS);
  const patienceMs = ending === "silence" ? NONSENSE_MS : PATIENCE_MS;
  const late = new AbortController();
  const silence = sleep(patienceMs, undefined, { signal: late.signal }).catch(() => undefined);
  const answer = await Promise.race([answered, silence]);
  late.abort();
  if (answer !== undefined) return answer;
  stream.close(constants.NGHTTP2_CANCEL);
  return noAnswer("silent");
}

/** Headers that come twice are sent twice. */
function outgoing(head: Call["head"]): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of head) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

function answerOn(stream: ClientHttp2Stream): Promise<Answer> {
  const headers: Record<string, string> = {};
  const keep = (more: object): void => {
    for (const [name, value] of Object.entries(more)) headers[name] = String(value);
  };
  const pieces: Buffer[] = [];
  let cut = "";
  stream.on("response", keep).on("trailers", keep);
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  stream.on("error", (error) => (cut ||= error.message));
  const answer = (): Answer => {
    const status = Number(headers[":status"] ?? 0);
    return { status, headers, body: Buffer.concat(pieces), cut };
  };
  return new Promise((resolve) => {
    stream.once("end", () => {
      if (headers[":status"] === undefined) return;
      resolve(answer());
      // Whoever has the whole answer stops sending.
      stream.close(constants.NGHTTP2_NO_ERROR);
    });
    stream.once("close", () => {
      cut ||= `reset ${stream.rstCode}`;
      resolve(answer());
    });
  });
}
