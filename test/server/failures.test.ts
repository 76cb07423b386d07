import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { expect, test } from "@jest/globals";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
  StatusSchema,
  StockShortageSchema,
} from "@holdfast/client";
import { fieldViolation, insufficientStock, reject } from "../../src/core/rejection.ts";
import type { RejectionReason, Shortage } from "../../src/core/rejection.ts";
import { codeName } from "../../src/server/failure.ts";
import { failureOf, fieldFailure } from "../../src/server/failures.ts";
import { statusOf } from "../../src/server/grpc/unary.ts";
import { statusBytes } from "../../src/server/status.ts";
import {
  CommandRejected,
  Contention,
  DatabaseUnavailable,
  DeadlinePassed,
  Overloaded,
  ShuttingDown,
} from "../../src/store/errors.ts";

test.each<[RejectionReason, string]>([
  ["INSUFFICIENT_STOCK", "FAILED_PRECONDITION"],
  ["RESERVATION_EXPIRED", "FAILED_PRECONDITION"],
  ["LOT_MISMATCH", "FAILED_PRECONDITION"],
  ["ITEM_NOT_FOUND", "NOT_FOUND"],
  ["LINE_NOT_FOUND", "NOT_FOUND"],
  ["REQUEST_ID_REUSED", "ALREADY_EXISTS"],
  ["SKU_EXISTS", "ALREADY_EXISTS"],
  ["STALE_EXPECTATION", "ABORTED"],
  ["FIELD_VIOLATION", "INVALID_ARGUMENT"],
])("%s is told as %s", (reason, code) => {
  const failure = failureOf(new CommandRejected(reject(reason, "so it is", { sku: "SOCK" })));

  expect([failure.reason, codeName(failure.code)]).toEqual([reason, code]);
  expect(infoOf(statusBytes(failure))).toMatchObject({
    domain: "holdfast.inventory.v1",
    reason,
    metadata: { sku: "SOCK" },
  });
});

test.each<[Error, string, string, number | undefined]>([
  [new Overloaded("full", 250), "RESOURCE_EXHAUSTED", "OVERLOADED", 250],
  [new DatabaseUnavailable(undefined, 1500), "UNAVAILABLE", "DATABASE_UNAVAILABLE", 1500],
  [new ShuttingDown(), "UNAVAILABLE", "SHUTTING_DOWN", 100],
  [new DeadlinePassed(), "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", undefined],
  [new Contention(), "ABORTED", "CONTENTION", undefined],
])("%s is told as %s with reason %s", (error, code, reason, retryMs) => {
  const failure = failureOf(error);
  const [retry] = unpack(statusBytes(failure), RetryInfoSchema);
  const delay = retry?.retryDelay;

  expect([codeName(failure.code), failure.reason]).toEqual([code, reason]);
  expect(delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6).toBe(retryMs);
});

test("what nobody expected is told without a word, and kept for the log", () => {
  const error = new Error("password=hunter2");

  const failure = failureOf(error);

  expect(codeName(failure.code)).toBe("INTERNAL");
  expect(Buffer.from(statusBytes(failure)).toString("latin1")).not.toContain("hunter2");
  expect(failure.cause).toBe(error);
});

test("a rejection that knows its field names it", () => {
  const failure = failureOf(new CommandRejected(fieldViolation("lines[2].sku", "too odd")));

  const [bad] = unpack(statusBytes(failure), BadRequestSchema);

  expect(bad?.fieldViolations[0]).toMatchObject({ field: "lines[2].sku", description: "too odd" });
});

test("500 short lines with the longest names fit into the trailers of any client", () => {
  const failure = failureOf(new CommandRejected(insufficientStock(shortages("\u{1f9e6}"))));

  const [shortage] = unpack(statusBytes(failure), StockShortageSchema);

  expect(shortage?.lines[0]).toMatchObject({ line: 1, requested: 5n, available: 3n });
  expect(shortage?.lines.length).toBeGreaterThan(3);
  expect(trailerBytes(failure)).toBeLessThan(8192);
});

test("500 violations with the longest texts fit too", () => {
  const problems = Array.from({ length: 500 }, (_, i) => ({
    field: `lines[${i}].${"x".repeat(500)}`,
    description: "y ".repeat(500),
  }));

  const failure = fieldFailure(problems);

  expect(infoOf(statusBytes(failure))?.metadata).toEqual({ violations: "500" });
  expect(trailerBytes(failure)).toBeLessThan(8192);
});

test("facts of any length fit too", () => {
  const facts = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`f${i}`, "é".repeat(999)]),
  );

  const failure = failureOf(new CommandRejected(reject("LOT_MISMATCH", "no", facts)));

  expect(trailerBytes(failure)).toBeLessThan(8192);
});

test("the sentence is told in printable ASCII, whatever it quotes", () => {
  const failure = failureOf(new CommandRejected(reject("ITEM_NOT_FOUND", 'no "\ud800 é\n"')));

  expect(statusOf(failure).details).toBe('no "? ??"');
});

function shortages(letter: string): Shortage[] {
  return Array.from({ length: 500 }, (_, i) => ({
    line: i + 1,
    sku: letter.repeat(100),
    location: letter.repeat(100),
    requested: 5n,
    available: 3n,
    nextAvailableAt: Date.now(),
  }));
}

/** What HTTP/2 counts, in the way that grpc-java does. */
function trailerBytes(failure: ReturnType<typeof failureOf>): number {
  const { details, metadata } = statusOf(failure);
  const [bin] = metadata.get("grpc-status-details-bin");
  const encoded = Buffer.from(bin ?? "").toString("base64");
  return encodeURI(details).length + encoded.length + 200;
}

function unpack<S extends Parameters<typeof anyUnpack>[1]>(bytes: Uint8Array, schema: S) {
  const { details } = fromBinary(StatusSchema, bytes);
  return details.flatMap((detail) => anyUnpack(detail, schema) ?? []) as Unpacked<S>[];
}

type Unpacked<S extends Parameters<typeof anyUnpack>[1]> = NonNullable<
  ReturnType<typeof anyUnpack<S>>
>;

function infoOf(bytes: Uint8Array) {
  return unpack(bytes, ErrorInfoSchema)[0];
}
