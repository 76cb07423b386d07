import { randomBytes } from "node:crypto";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";

import { openTarget, type Target } from "./target.ts";
import { request, say } from "../support/wire.ts";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});

afterEach(() => target.expectUnharmed());

afterAll(() => target?.close());

const CALL = "/holdfast.inventory.v1.InventoryService/GetAvailability";
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** One request of HTTP/1.1 with the given lines between its first and its last. */
function http1(lines: readonly string[], path = CALL, body = ""): string {
  const length = `Content-Length: ${body.length}`;
  const all = [`POST ${path} HTTP/1.1`, ...lines, "Content-Type: application/json", length];
  return [...all, "Connection: close", "", body].join("\r\n");
}

describe("a Host that is no host", () => {
  test.each(["[", "[::1", "a b", "%", "\u0000", "x:y", "x:99999", ""])(
    "%j is told in one sentence over HTTP/1.1",
    async (host) => {
      for (const path of [CALL, "/readyz", "/"]) {
        const { text, isClosed } = await say(target.httpUrl, http1([`Host: ${host}`], path));
        expect({ path, isClosed }).toEqual({ path, isClosed: true });
        expect(text).toMatch(/^HTTP\/1.1 400 /);
      }
    },
  );

  test.each(["[", "[::1", "a b", "%", "x:y", ""])(
    "%j is told in one sentence over HTTP/2",
    async (host) => {
      const head = { ":method": "POST", ":path": CALL, ":authority": host };
      const answer = await request(target.httpUrl, { ...head, "content-type": "application/json" });
      if (answer.cut === "") {
        expect(answer.status).toBe(400);
        expect(answer.body).toContain("the Host header is missing or malformed");
      }
    },
  );

  test.each(["[", "[::1", "%", "x:y", ""])("%j does no harm at the gRPC door", async (host) => {
    const head = { ":method": "POST", ":path": CALL, ":authority": host, te: "trailers" };
    const asked = { ...head, "content-type": "application/grpc" };
    const answer = await request(target.grpcUrl, asked, [Buffer.alloc(5)]);

    // Who has no key is told so, wherever he thinks he is.
    if (answer.cut === "") expect(answer.headers["grpc-status"]).toBe("16");
  });

  test.each([[[]], [["Host: a", "Host: b"]]])("%j as well", async (lines) => {
    const { text } = await say(target.httpUrl, http1(lines));
    expect(text).toMatch(/^HTTP\/1.1 4\d\d /);
  });
});

describe("too many headers, or too long ones", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "y"] as const);
  const long = [["x-long", "y".repeat(1_000_000)]] as const;

  test.each([
    ["10,000", many],
    ["1 MB long", long],
  ])("%s over HTTP/1.1", async (_what, headers) => {
    const lines = ["Host: localhost", ...headers.map(([name, value]) => `${name}: ${value}`)];
    const { text, isClosed } = await say(target.httpUrl, http1(lines));

    expect(isClosed).toBe(true);
    if (text !== "") expect(text).toMatch(/^HTTP\/1.1 431 /);
  });

  test.each([
    ["10,000", many, "http"],
    ["1 MB long", long, "http"],
    ["10,000", many, "grpc"],
    ["1 MB long", long, "grpc"],
  ] as const)("%s over HTTP/2", async (_what, headers, door) => {
    const url = door === "http" ? target.httpUrl : target.grpcUrl;
    const answer = await request(url, {
      ":method": "POST",
      ":path": CALL,
      "content-type": door === "http" ? "application/json" : "application/grpc",
      ...Object.fromEntries(headers),
    });

    expect(answer.cut !== "" || answer.status >= 400).toBe(true);
  });
});

describe("what is no HTTP at all", () => {
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  /** What a connection begins with; the frames say their length, their type and their stream. */
  const NOISE: readonly (readonly [string, Buffer])[] = [
    ["random bytes", randomBytes(4_096)],
    ["a greeting of TLS", Buffer.from("16030100c8010000c40303", "hex")],
    ["zeros", Buffer.alloc(4_096)],
    ["a line that never ends", Buffer.from("A".repeat(200_000))],
    ["a version that is none", Buffer.from("GET / HTTP/9.9\r\n\r\n")],
    ["a length below zero", Buffer.from(http1(["Host: x", "Content-Length: -1"]))],
    ["two lengths", Buffer.from(http1(["Host: x", "Content-Length: 5"]))],
    ["a chunk that is none", Buffer.from(chunked("zz\r\n"))],
    ["a chunk without end", Buffer.from(chunked("ffffffffffffffff\r\nx"))],
    ["the preface and noise", Buffer.concat([Buffer.from(PREFACE), randomBytes(512)])],
    ["half of the preface", Buffer.from(PREFACE.slice(0, 10))],
    ["half of the preface, then HTTP/1.1", Buffer.from("PRI * HTTP/1.1\r\n\r\n")],
    ["a frame without end", framed([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1])],
    ["data before a stream", framed([0, 0, 1, 0, 0, 0, 0, 0, 1, 65])],
    ["headers that cannot be unpacked", framed([0, 0, 4, 1, 5, 0, 0, 0, 1, 255, 255, 255, 255])],
    ["a window below zero", framed([0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ];

  function framed(bytes: number[]): Buffer {
    return Buffer.concat([Buffer.from(PREFACE), settings, Buffer.from(bytes)]);
  }

  test.each(NOISE)("%s ends the connection and nothing else", async (_what, bytes) => {
    for (const url of [target.httpUrl, target.grpcUrl]) {
      const { text, isClosed } = await say(url, bytes, { isEnded: true });

      expect({ url, isClosed }).toEqual({ url, isClosed: true });
      expect(text).not.toMatch(/HTTP\/1.1 (2|5)\d\d/);
    }
  });
});

function chunked(body: string): string {
  const head = [`POST ${CALL} HTTP/1.1`, "Host: localhost", "Transfer-Encoding: chunked"];
  return [...head, "Content-Type: application/json", "", body].join("\r\n");
}

describe("a path that is none", () => {
  const PATHS = [
    "/",
    "//",
    "//x",
    "/%",
    "/%00",
    "http://[/x",
    "*",
    `/${"a".repeat(10_000)}`,
    "/../etc",
  ];

  test.each(PATHS)("%s is not found", async (path) => {
    const { text } = await say(target.httpUrl, http1(["Host: localhost"], path));
    expect(text).toMatch(/^HTTP\/1.1 (400|404|431) /);
  });

  test.each(PATHS)("%s is not found at the gRPC door", async (path) => {
    const head = { ":method": "POST", ":path": path, te: "trailers" };
    const answer = await request(target.grpcUrl, { ...head, "content-type": "application/grpc" });
    if (answer.cut === "") expect(answer.headers["grpc-status"]).toBe("12");
  });

  test.each([
    "CONNECT x:1 HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    `GET ${CALL} HTTP/1.1`,
    `PUT ${CALL} HTTP/1.1`,
  ])("%s is refused", async (first) => {
    const { text } = await say(target.httpUrl, `${first}\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
  });
});
