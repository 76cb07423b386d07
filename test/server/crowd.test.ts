import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import { BulkUpsertItemsRequestSchema, ReserveRequestSchema } from "@holdfast/client";
import { fieldsMaxOf, isCrowded } from "../../src/server/grpc/crowd.ts";

const lines = (count: number): Uint8Array =>
  toBinary(
    ReserveRequestSchema,
    create(ReserveRequestSchema, {
      requestId: "r-1",
      ttl: { seconds: 900n },
      lines: Array.from({ length: count }, () => ({
        sku: "S".repeat(100),
        location: "\u{1f9e6}".repeat(100),
        quantity: 1_000_000_000_000n,
      })),
    }),
  );

test.each([
  ["500 lines with the longest names", lines(500)],
  ["a few lines too many, which validation counts", lines(600)],
  ["nothing", new Uint8Array()],
  [
    "one long string",
    Buffer.concat([Buffer.from([0x0a, 0x80, 0x80, 0x40]), Buffer.alloc(1 << 20)]),
  ],
  ["a length beyond the end", Buffer.alloc(50_000, Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f]))],
  ["bytes that are no tags", Buffer.alloc(50_000, 0xff)],
])("%s may be decoded", (_what, message) => {
  expect(isCrowded(message)).toBe(false);
});

test("two million empty lines may not", () => {
  expect(isCrowded(Buffer.alloc(4_000_000, Buffer.from([0x1a, 0])))).toBe(true);
  expect(isCrowded(lines(6_000))).toBe(true);
});

test.each([
  ["ten thousand rows of a bulk write", 10_000, false],
  ["a few rows too many, which validation counts", 11_000, false],
  ["twice as many rows", 20_000, true],
])("%s", (_what, count, isCrowd) => {
  const items = Array.from({ length: count }, () => ({ sku: "S", name: "" }));
  const message = toBinary(
    BulkUpsertItemsRequestSchema,
    create(BulkUpsertItemsRequestSchema, { items }),
  );

  expect(isCrowded(message, fieldsMaxOf(BulkUpsertItemsRequestSchema))).toBe(isCrowd);
});
