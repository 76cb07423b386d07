import type { DescMethodUnary } from "@bufbuild/protobuf";

import { type Input, pathOf } from "../input.ts";
import { toJsonText } from "../message/encode.ts";
import { legalRequest } from "../message/legal.ts";
import { mutated } from "../message/mutate.ts";
import type { Occasion } from "../message/values.ts";
import type { Random } from "../random.ts";
import { inRows } from "../rows.ts";
import { ADMIN_KEY } from "../world.ts";

/** One request of HTTP/1.1 in the making. */
interface Draft {
  readonly first: string;
  readonly lines: readonly string[];
  /** What lies between lines, and between the head and the body. */
  readonly breaks: string;
  readonly body: string;
}

type Change = (draft: Draft, random: Random) => Draft;

const NUMBERS = inRows(
  ["-1", "+5", "0x10", "1e3", "5, 5", "99999999999999999999"],
  ["", "abc", "5\t", "1 1"],
);
const HOSTS = inRows(
  ["[", "[::1", "a b", "%", "x:y", "x:99999"],
  ["", "\0", "\u00e9", "localhost, x", "@", "//"],
);
const METHOD_NAMES = inRows(
  ["GET", "PUT", "OPTIONS", "DELETE", "PATCH", "HEAD"],
  ["post", "X", "", "PRI", "CONNECT"],
);
const VERSIONS = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/9.9", "http/1.1", "", "X"];
const ENCODINGS = inRows(
  ["gzip", "br", "deflate", "rot13", "identity"],
  ["", "gzip, gzip", "x".repeat(5_000)],
);
const TYPES = inRows(
  ["text/plain", "", "application/json; charset=x"],
  ["application/xml", "\u00e9", "multipart/x"],
);

const CHANGES: readonly (readonly [what: string, change: Change])[] = [
  ["another method", (it, random) => first(it, "POST", random.pick(METHOD_NAMES))],
  ["another version", (it, random) => first(it, "HTTP/1.1", random.pick(VERSIONS))],
  ["an absolute target", (it) => first(it, " /", " http://localhost/")],
  ["an asterisk", (it) => ({ ...it, first: "OPTIONS * HTTP/1.1" })],
  ["a GET with the message in its query", (it) => asGet(it)],
  ["a target of 20,000 characters", (it) => first(it, " HTTP", `?${"x".repeat(20_000)} HTTP`)],
  ["a target with a space", (it) => first(it, " HTTP", " x HTTP")],
  ["an odd host", (it, random) => put(it, "Host", random.pick(HOSTS))],
  ["no host", (it) => drop(it, "Host")],
  ["two hosts", (it) => ({ ...it, lines: [...it.lines, "Host: localhost"] })],
  ["an odd length", (it, random) => put(it, "Content-Length", random.pick(NUMBERS))],
  [
    "too short a length",
    (it) => put(it, "Content-Length", String(Math.max(0, it.body.length - 3))),
  ],
  ["too long a length", (it) => put(it, "Content-Length", String(it.body.length + 3))],
  ["two lengths", (it) => ({ ...it, lines: [...it.lines, "Content-Length: 1"] })],
  ["no length", (it) => drop(it, "Content-Length")],
  ["a length and chunks", (it) => ({ ...it, lines: [...it.lines, "Transfer-Encoding: chunked"] })],
  ["chunks", (it) => chunked(it, `${it.body.length.toString(16)}\r\n${it.body}\r\n0\r\n\r\n`)],
  ["chunks of nonsense", (it, random) => chunked(it, random.pick(NOT_CHUNKS))],
  [
    "chunks with trailers",
    (it) => chunked(it, `0\r\nX-A: ${"y".repeat(500)}\r\n__proto__: 1\r\n\r\n`),
  ],
  ["an odd transfer encoding", (it) => put(it, "Transfer-Encoding", "gzip, chunked")],
  ["an odd timeout", (it, random) => put(it, "Connect-Timeout-Ms", random.pick(NUMBERS))],
  ["an odd version of Connect", (it) => put(it, "Connect-Protocol-Version", "2")],
  ["an odd encoding", (it, random) => put(it, "Content-Encoding", random.pick(ENCODINGS))],
  ["an odd type", (it, random) => put(it, "Content-Type", random.pick(TYPES))],
  ["no type", (it) => drop(it, "Content-Type")],
  ["no key", (it) => drop(it, "Authorization")],
  ["a key with a line break", (it) => put(it, "Authorization", "Bearer a\nb")],
  ["a header without a colon", (it) => ({ ...it, lines: [...it.lines, "x"] })],
  ["a header without a name", (it) => ({ ...it, lines: [...it.lines, ": x"] })],
  ["a header with a space in its name", (it) => ({ ...it, lines: [...it.lines, "x y: z"] })],
  ["a header that is folded", (it) => ({ ...it, lines: [...it.lines, "X-Long: a\r\n b"] })],
  [
    "JavaScript's names",
    (it) => ({ ...it, lines: [...it.lines, "__proto__: 1", "constructor: 1"] }),
  ],
  ["3,000 headers", (it) => ({ ...it, lines: [...it.lines, ...Array(3_000).fill("x-y: z")] })],
  ["a header of 20,000 characters", (it) => put(it, "X-Long", "x".repeat(20_000))],
  ["bare line feeds", (it) => ({ ...it, breaks: "\n" })],
  ["bare carriage returns", (it) => ({ ...it, breaks: "\r" })],
  ["Expect", (it) => put(it, "Expect", "100-continue")],
  ["another Expect", (it) => put(it, "Expect", "miracles")],
  [
    "Upgrade",
    (it) => ({ ...it, lines: [...it.lines, "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"] }),
  ],
  ["a broken body", (it, random) => ({ ...it, body: it.body.slice(0, random.below(20)) })],
];

const NOT_CHUNKS = [
  "zz\r\n",
  "ffffffffffffffff\r\nx",
  "-1\r\n",
  "5\r\nab",
  "1;x=\r\na\r\n",
  "\r\n\r\n",
  "0\r\n",
];

/** A request of HTTP/1.1 with an odd head, on a connection of its own. Its message is legal. */
export function oddHttp1(method: DescMethodUnary, occasion: Occasion): Omit<Input, "kind"> {
  const { random } = occasion;
  const body = Buffer.from(toJsonText(legalRequest(method, occasion))).toString("latin1");
  const [what, change] = random.pick(CHANGES);
  const draft = change(draftOf(pathOf(method), body), random);
  const text = [draft.first, ...draft.lines, "", draft.body].join(draft.breaks);
  const isTwice = random.percent(10);
  const bytes = Buffer.from(isTwice ? text + text : text, "latin1");
  const requestIds = [occasion.requestId, occasion.usedRequestId];
  const isNoise = !isTwice && random.percent(15);
  return {
    what: `${method.name} over HTTP/1.1 with ${what}${isTwice ? ", twice" : ""}${isNoise ? ", and noise" : ""}`,
    sent: {
      form: "talk",
      door: random.percent(90) ? "http" : "grpc",
      bytes: isNoise ? noisy(bytes, draft, random) : bytes,
      requestIds,
    },
    expected: { is: "anything" },
    isRough: true,
  };
}

/** Changes bytes of the head alone: the names of requests stay what they are. */
function noisy(bytes: Buffer, { body }: Draft, random: Random): Buffer {
  const end = bytes.length - Buffer.byteLength(body, "latin1");
  const head = mutated(bytes.subarray(0, Math.max(0, end)), random, random.bytes(20));
  return Buffer.concat([head, bytes.subarray(Math.max(0, end))]);
}

function draftOf(path: string, body: string): Draft {
  return {
    first: `POST ${path} HTTP/1.1`,
    lines: [
      "Host: localhost",
      "Content-Type: application/json",
      `Authorization: Bearer ${ADMIN_KEY}`,
      "Connection: close",
      `Content-Length: ${body.length}`,
    ],
    breaks: "\r\n",
    body,
  };
}

function first(draft: Draft, find: string, replace: string): Draft {
  return { ...draft, first: draft.first.replace(find, () => replace) };
}

function drop(draft: Draft, name: string): Draft {
  return { ...draft, lines: draft.lines.filter((line) => !line.startsWith(`${name}:`)) };
}

function put(draft: Draft, name: string, value: string): Draft {
  const without = drop(draft, name);
  return { ...without, lines: [...without.lines, `${name}: ${value}`] };
}

function chunked(draft: Draft, body: string): Draft {
  return { ...put(drop(draft, "Content-Length"), "Transfer-Encoding", "chunked"), body };
}

function asGet(draft: Draft): Draft {
  const query = `?connect=v1&encoding=json&message=${encodeURIComponent(draft.body)}`;
  const asked = first(first(draft, "POST", "GET"), " HTTP", `${query} HTTP`);
  return { ...drop(drop(asked, "Content-Length"), "Content-Type"), body: "" };
}
