import { create, toBinary } from "@bufbuild/protobuf";
import { ReserveRequestSchema } from "@holdfast/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";

import { frame, grpc, type GrpcCall } from "../support/frames.ts";
import { openTarget, type Target } from "./target.ts";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});

afterEach(() => target.expectUnharmed());

afterAll(() => target?.close());

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const line = { sku: "SOCK", quantity: 1n };

function reserve(lines: number): Uint8Array {
  const request = {
    requestId: "1",
    validateOnly: true,
    lines: Array.from({ length: lines }, () => line),
  };
  return toBinary(ReserveRequestSchema, create(ReserveRequestSchema, request));
}

const good = reserve(1);
const bomb = frame(gzipSync(Buffer.alloc(200_000_000)), 1);

/** Both doors speak gRPC. */
describe.each(["gRPC", "HTTP"] as const)("gRPC at the %s door", (door) => {
  const call = (headers: Record<string, string> = {}): GrpcCall => ({
    url: door === "gRPC" ? target.grpcUrl : target.httpUrl,
    path: RESERVE,
    key: target.key,
    headers,
  });
  const invalid = { code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" };

  test("a good frame is taken, whole or byte by byte", async () => {
    const bytes = frame(good);

    expect(await grpc(call(), [bytes])).toMatchObject({ code: "OK", cut: "" });
    expect(await grpc(call(), pieces(bytes))).toMatchObject({ code: "OK", cut: "" });
  });

  test.each([
    ["no frame", []],
    ["half of a frame's head", [Buffer.from([0, 0, 0])]],
    ["a frame that is cut off", [frame(good, 0, good.byteLength + 1)]],
    ["two frames", [frame(good), frame(good)]],
    ["a frame of noise", [frame(Buffer.alloc(64, 0xff))]],
  ])("%s is refused in words", async (_what, sent) => {
    const end = await grpc(call(), sent);

    expect(end).toMatchObject(invalid);
    expect(end.message).not.toBe("");
  });

  // grpc-js takes these for what they most likely are; connect refuses them. Either will do.
  test.each([
    ["a frame and a bit", [frame(good), Buffer.from([0])]],
    ["a frame that is compressed by nothing", [frame(good, 1)]],
    ["a frame with an unknown flag", [frame(good, 0x7f)]],
    ["a frame that is a trailer", [frame(good, 0x80)]],
  ])("%s is refused in words or taken for a frame", async (_what, sent) => {
    const end = await grpc(call(), sent);

    expect([invalid, { code: "OK", reason: "" }]).toContainEqual({
      code: end.code,
      reason: end.reason,
    });
  });

  test.each([
    ["4 GB", frame(good, 0, 0xffff_ffff)],
    ["5 MB", frame(Buffer.alloc(5_000_000))],
  ])("a frame that says it has %s is refused before it is all here", async (_what, sent) => {
    expect(await grpc(call(), [sent])).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      reason: "REQUEST_TOO_LARGE",
    });
  });

  test("a gzip bomb of 200 MB is refused and does not go off", async () => {
    const before = target.memory();

    const end = await grpc(call({ "grpc-encoding": "gzip" }), [bomb]);

    expect(end).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "REQUEST_TOO_LARGE" });
    expect(target.memory() - before).toBeLessThan(100_000_000);
  });

  test("what says it is gzip and is not, or not whole, is refused in words", async () => {
    const half = gzipSync(good).subarray(0, -9);
    for (const bytes of [good, half]) {
      const end = await grpc(call({ "grpc-encoding": "gzip" }), [frame(bytes, 1)]);
      expect(end).toMatchObject(invalid);
    }
    expect(await grpc(call({ "grpc-encoding": "rot13" }), [frame(good, 1)])).toMatchObject(invalid);
  });

  test.each([501, 4_999, 10_000, 300_000])("%s lines are refused at once", async (lines) => {
    const startedAt = performance.now();

    const end = await grpc(call(), [frame(reserve(lines))]);

    expect(["FIELD_VIOLATION", "REQUEST_TOO_LARGE"]).toContain(end.reason);
    expect(end.message).toMatch(/split (it|the request)/);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test.each(["1", "forever", "-1S", "1X", "999999999S", "99999999S"])(
    "the timeout %s is refused, or taken for the longest there is",
    async (timeout) => {
      const { code } = await grpc(call({ "grpc-timeout": timeout }), [frame(good)]);
      expect(["INVALID_ARGUMENT", "OK"]).toContain(code);
    },
  );

  test("a method that is not there is told", async () => {
    for (const path of [`${RESERVE}s`, "/x.Y/Z", RESERVE.toLowerCase(), `${RESERVE}/`]) {
      const end = await grpc({ ...call(), path }, [frame(good)]);
      if (door === "gRPC") expect(end.reason).toBe("METHOD_NOT_FOUND");
      else expect(end.code).not.toBe("OK");
    }
  });
});

test.each(["2147484S", "35792M", "99999999S", "99999999H"])(
  "the timeout %s, longer than any timer, is taken at the HTTP door for the longest there is",
  async (timeout) => {
    const headers = { "grpc-timeout": timeout };
    const end = await grpc({ url: target.httpUrl, path: RESERVE, key: target.key, headers }, [
      frame(good),
    ]);
    expect(end.code).toBe("OK");
  },
);

test("a failure that quotes half a character is told, by gRPC and gRPC-Web with JSON", async () => {
  const message = frame(Buffer.from('{"\\ud800":1}'));
  for (const type of ["application/grpc+json", "application/grpc-web+json"]) {
    const headers = { "content-type": type };
    const end = await grpc({ url: target.httpUrl, path: RESERVE, key: target.key, headers }, [
      message,
    ]);

    expect({ type, ...end }).toMatchObject({ code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" });
    expect(end.message).toContain("half a character");
  }
});

test("what reflection and health checks cannot read is the caller's fault", async () => {
  for (const path of [
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.health.v1.Health/Check",
  ]) {
    const end = await grpc({ url: target.grpcUrl, path, key: "" }, [frame(Buffer.alloc(9, 0xff))]);

    expect({ path, ...end }).toMatchObject({ code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" });
  }
});

test("two million empty lines are refused before anybody makes objects of them", async () => {
  const lines = Buffer.alloc(4_000_000);
  for (let at = 0; at < lines.byteLength; at += 2) lines[at] = 0x1a;
  const before = target.memory();

  const end = await grpc({ url: target.grpcUrl, path: RESERVE, key: target.key }, [frame(lines)]);

  expect(end.reason).toBe("REQUEST_TOO_LARGE");
  expect(target.memory() - before).toBeLessThan(100_000_000);
});

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte);
}
