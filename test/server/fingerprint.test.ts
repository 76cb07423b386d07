import { create, fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import { ReserveRequestSchema } from "@holdfast/client";
import { fingerprint } from "../../src/server/fingerprint.ts";

const asked = create(ReserveRequestSchema, {
  requestId: "r-1",
  orderRef: "A-1",
  ttl: { seconds: 90n },
  lines: [{ sku: "SOCK", quantity: 2n, minRemainingShelfLife: { seconds: 0n } }],
});
const print = fingerprint("InventoryService/Reserve", ReserveRequestSchema, asked);

test("a request is the same request in JSON and in binary", () => {
  const json = fromJson(ReserveRequestSchema, {
    lines: [{ quantity: "2", min_remaining_shelf_life: "0s", sku: "SOCK", location: "" }],
    order_ref: "A-1",
    ttl: "90.000s",
    requestId: "r-1",
  });
  const binary = fromBinary(ReserveRequestSchema, toBinary(ReserveRequestSchema, asked));

  expect(fingerprint("InventoryService/Reserve", ReserveRequestSchema, json)).toBe(print);
  expect(fingerprint("InventoryService/Reserve", ReserveRequestSchema, binary)).toBe(print);
  expect(print).toMatch(/^v1:[\w-]{43}$/);
});

test("what this version does not know does not make another request", () => {
  const unknownField = Buffer.from([0xc2, 0x3e, 1, 65]);
  const bytes = Buffer.concat([toBinary(ReserveRequestSchema, asked), unknownField]);
  const newer = fromBinary(ReserveRequestSchema, bytes);

  expect(fingerprint("InventoryService/Reserve", ReserveRequestSchema, newer)).toBe(print);
});

test("another payload, another method or another default is another request", () => {
  const more = create(ReserveRequestSchema, { ...asked, orderRef: "A-2" });
  const { ttl: _left, ...rest } = asked;
  const defaulted = create(ReserveRequestSchema, rest);

  expect(fingerprint("InventoryService/Reserve", ReserveRequestSchema, more)).not.toBe(print);
  expect(fingerprint("InventoryService/Sell", ReserveRequestSchema, asked)).not.toBe(print);
  expect(fingerprint("InventoryService/Reserve", ReserveRequestSchema, defaulted)).not.toBe(print);
});
