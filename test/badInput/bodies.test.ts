import { create, toBinary } from "@bufbuild/protobuf";
import { ReserveRequestSchema } from "@holdfast/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { post } from "./doors.ts";
import { openTarget, type Target } from "./target.ts";
import { frame, grpc } from "../support/frames.ts";
import { say } from "../support/wire.ts";

let target: Target;

beforeAll(async () => {
  target = await openTarget({ HOLDFAST_DEADLINE_MAX: "2s", HOLDFAST_DEADLINE_DEFAULT: "2s" });
});

afterEach(() => target.expectUnharmed());

afterAll(() => target?.close());

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const line = `{"sku":"SOCK","quantity":1}`;

/** A request that would hold nothing even if it were taken. */
function json(fields: string): string {
  return `{"validateOnly":true,${fields}}`;
}

function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return post(`${target.httpUrl}${RESERVE}`, body, {
    authorization: `Bearer ${target.key}`,
    "content-type": "application/json",
    ...headers,
  });
}

const unreadable = { code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" };

describe("JSON", () => {
  test.each([
    ["beyond int64", `9223372036854775808`],
    ["far beyond int64", `"99999999999999999999999999"`],
    ["in powers of ten", `1e30`],
    ["below int64", `-9223372036854775809`],
    ["a fraction", `1.5`],
    ["a word", `"many"`],
    ["NaN", `"NaN"`],
    ["Infinity", `"Infinity"`],
    ["a bare NaN", `NaN`],
    ["hexadecimal", `0x10`],
    ["a list", `[1]`],
    ["true", `true`],
  ])("a quantity %s is refused", async (_what, quantity) => {
    const told = await send(
      json(`"requestId":"1","lines":[{"sku":"SOCK","quantity":${quantity}}]`),
    );

    expect(told).toMatchObject({ ...unreadable, status: 400 });
    expect(told.message).not.toBe("");
  });

  test.each([
    ["cut off", `{"requestId":"1"`],
    ["nothing", ``],
    ["a word", `hello`],
    ["a list", `[]`],
    ["null", `null`],
    ["two documents", `{}{}`],
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ["a lone surrogate", json(`"requestId":"1","orderRef":"\\ud800","lines":[${line}]`)],
    ["a ttl that is none", json(`"requestId":"1","ttl":"soon","lines":[${line}]`)],
    ["a ttl of ages", json(`"requestId":"1","ttl":"315576000001s","lines":[${line}]`)],
    ["lines that are a word", json(`"requestId":"1","lines":"SOCK"`)],
    ["a line that is null", json(`"requestId":"1","lines":[null]`)],
    ["an id that is a number", json(`"requestId":1,"lines":[${line}]`)],
    ["a NUL", json(`"requestId":"1\\u0000","lines":[${line}]`)],
    ["100,000 brackets", "[".repeat(100_000)],
    ["100,000 objects, one in the other", `{"lines":`.repeat(100_000)],
    ["an unknown field full of brackets", json(`"x":${"[".repeat(50_000)}`)],
    ["10,000 lines", json(`"requestId":"1","lines":[${Array(10_000).fill(line).join()}]`)],
  ])("that is %s is refused", async (_what, body) => {
    const told = await send(body);

    expect(told).toMatchObject({ ...unreadable, status: 400 });
    expect(told.message).not.toBe("");
  });

  test.each([
    ["a field that is misspelt", `"validate_onli":true`, "validate_onli"],
    ["a field full of brackets", `"deep":${"[".repeat(500)}${"]".repeat(500)}`, "deep"],
    ["JavaScript's own names", `"__proto__":{"sku":"x"}`, "__proto__"],
    ["JavaScript's own names", `"constructor":1`, "constructor"],
  ])("with %s is refused by name", async (_what, more, name) => {
    const told = await send(json(`"requestId":"1","lines":[${line}],${more}`));

    expect(told).toMatchObject(unreadable);
    expect(told.message).toContain(name);
  });
});

describe("a content type or method that is none of ours", () => {
  test.each([
    "text/plain",
    "application/xml",
    "",
    "multipart/form-data",
    "application/json; charset=x",
    "é",
  ])("%j is told", async (type) => {
    const bytes = Buffer.from(type, "latin1").toString("latin1");
    const { text } = await say(
      target.httpUrl,
      `POST ${RESERVE} HTTP/1.1\r\nHost: x\r\nContent-Type: ${bytes}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    expect(text).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  test("a body packed in a way nobody knows is told", async () => {
    const told = await send("{}", { "content-encoding": "rot13" });
    expect(told).toMatchObject({ reason: "FIELD_VIOLATION" });
    expect(told.message).toContain("rot13");
  });

  test.each([
    ["gzip", "not gzip at all"],
    ["br", "not brotli at all"],
  ])("a body that says %s and is not is told", async (encoding, body) => {
    expect(await send(body, { "content-encoding": encoding })).toMatchObject(unreadable);
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(200_000_000))],
    ["br", brotliCompressSync(Buffer.alloc(200_000_000), { params: { 1: 1 } })],
  ])("a %s bomb of 200 MB is refused and does not go off", async (encoding, bomb) => {
    const before = target.memory();

    const told = await send(Buffer.from(bomb), { "content-encoding": encoding });

    expect(told).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "REQUEST_TOO_LARGE" });
    expect(target.memory() - before).toBeLessThan(100_000_000);
  });
});

describe("binary messages", () => {
  const good = toBinary(
    ReserveRequestSchema,
    create(ReserveRequestSchema, { requestId: "1", orderRef: "WORD", validateOnly: true }),
  );
  const WRONG: readonly (readonly [string, Uint8Array])[] = [
    ["text that is not UTF-8", replaced("WORD", [0xff, 0xfe, 0x80, 0xc0])],
    ["text with half a character", replaced("WORD", [0x41, 0xf0, 0x9f, 0xa7])],
    ["text that hides a surrogate", replaced("WORD", [0x41, 0xed, 0xa0, 0x80])],
    ["a length beyond the end", Uint8Array.from([0x0a, 0x7f, 0x41])],
    ["a number that never ends", new Uint8Array(100).fill(0xff)],
    ["a field of number 0", Uint8Array.from([0x00, 0x01])],
    ["a group that is not closed", Uint8Array.from([0x0b, 0x08, 0x01])],
    ["100,000 groups, one in the other", new Uint8Array(100_000).fill(0x0b)],
    ["the end of a group that never began", Uint8Array.from([0x0c])],
    ["half of a message", good.subarray(0, good.byteLength - 3)],
  ];

  function replaced(word: string, bytes: readonly number[]): Uint8Array {
    const copy = Buffer.from(good);
    copy.set(bytes, copy.indexOf(word));
    return copy;
  }

  test.each(WRONG)("with %s are refused at both doors", async (_what, bytes) => {
    const http = await send(Buffer.from(bytes), { "content-type": "application/proto" });
    const told = [target.grpcUrl, target.httpUrl].map((url) =>
      grpc({ url, path: RESERVE, key: target.key }, [frame(bytes)]),
    );

    expect(http).toMatchObject(unreadable);
    for (const each of await Promise.all(told)) expect(each).toMatchObject(unreadable);
  });
});
