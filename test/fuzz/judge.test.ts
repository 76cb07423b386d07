import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, ErrorInfoSchema, StatusSchema } from "@holdfast/client";
import { expect, test } from "@jest/globals";

import { headOf } from "./envelope.ts";
import type { Call, Expectation, Input } from "./input.ts";
import { judge } from "./judge.ts";
import type { Answer } from "./wire/answer.ts";
import { ADMIN_KEY } from "./world.ts";

const GRPC = { door: "grpc", http: 2, protocol: "grpc", codec: "binary" } as const;
const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";

function input(expected: Expectation = { is: "anything" }, isRough = false): Input {
  const head = headOf(RESERVE, GRPC, ADMIN_KEY);
  const sent: Call = { form: "call", ...GRPC, head, body: [], ending: "end" };
  return { kind: "legal", what: "a test", sent, expected, isRough };
}

interface Failing {
  readonly code: number;
  readonly message?: string;
  readonly reason?: string;
  readonly domain?: string;
  readonly fields?: readonly string[];
}

function failing({ code, message = "no", reason, domain, fields = [] }: Failing): Answer {
  const info = { reason: reason ?? "", domain: domain ?? "holdfast.inventory.v1" };
  const fieldViolations = fields.map((field) => ({ field, description: "must be so" }));
  const details = [
    ...(reason === undefined ? [] : [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, info))]),
    anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })),
  ];
  const status = toBinary(StatusSchema, create(StatusSchema, { code, message, details }));
  const headers = {
    "content-type": "application/grpc",
    "grpc-status": String(code),
    "grpc-message": encodeURIComponent(message),
    "grpc-status-details-bin": Buffer.from(status).toString("base64"),
  };
  return { status: 200, headers, body: Buffer.alloc(0), cut: "" };
}

const violation = { code: 3, reason: "FIELD_VIOLATION" };
const refused = { is: "refused", field: "lines[0].sku" } as const;
const taken = { is: "taken", field: "lines[0].sku" } as const;

test.each<[string, Input, Failing]>([
  ["a field that is named", input(), { ...violation, fields: ["lines[0].quantity"] }],
  ["a whole request that cannot be read", input(), { ...violation, fields: [""] }],
  ["the field that was spoilt", input(refused), { ...violation, fields: ["lines[0].sku"] }],
  ["a field beside the good one", input(taken), { ...violation, fields: ["lines[1].sku"] }],
  ["too little stock", input(), { code: 9, reason: "INSUFFICIENT_STOCK" }],
])("%s is a good answer", (_what, sent, answer) => {
  expect(judge(sent, failing(answer)).complaint).toBeUndefined();
});

test.each<[string, Input, Failing, string]>([
  ["INTERNAL", input(), { code: 13, reason: "INTERNAL" }, "never an answer"],
  ["UNKNOWN", input(), { code: 2 }, "never an answer"],
  ["a code without a reason", input(), { code: 5 }, "0 ErrorInfo"],
  ["another's domain", input(), { ...violation, domain: "x.y" }, "domain"],
  ["a reason of nobody", input(), { code: 3, reason: "BAD_LUCK" }, "no reason of the contract"],
  ["a reason under another code", input(), { code: 5, reason: "LOT_EXPIRED" }, "contract says"],
  ["a violation of no field", input(), violation, "no field is named"],
  ["a field of no request", input(), { ...violation, fields: ["lines[0].skv"] }, "has no field"],
  ["an item of no list", input(), { ...violation, fields: ["ttl[0]"] }, "has no field"],
  [
    "another field than the spoilt one",
    input(refused),
    { ...violation, fields: ["ttl"] },
    "not refused",
  ],
  [
    "a good field that is named",
    input(taken),
    { ...violation, fields: ["lines[0].sku"], message: "lines[0].sku: must be so" },
    "refused",
  ],
  ["time that ran out by itself", input(), { code: 4, reason: "DEADLINE_EXCEEDED" }, "nobody set"],
  ["no words", input(), { ...violation, fields: [""], message: "" }, "no message"],
  [
    "words of a program",
    input(),
    { ...violation, fields: [""], message: "TypeError: x" },
    "too much",
  ],
  [
    "words of a database",
    input(),
    { ...violation, fields: [""], message: "violates check" },
    "too much",
  ],
])("%s is no answer", (_what, sent, answer, complaint) => {
  expect(judge(sent, failing(answer)).complaint).toContain(complaint);
});

test("a call that is spoilt and goes through is told", () => {
  const headers = { "content-type": "application/grpc", "grpc-status": "0" };
  const ok = { status: 200, headers, body: Buffer.alloc(5), cut: "" };

  expect(judge(input(), ok)).toMatchObject({ end: "OK" });
  expect(judge(input(refused), ok).complaint).toContain("not refused");
  expect(judge(input(), { ...ok, body: Buffer.from([0, 0, 0, 0, 1, 255]) }).complaint).toContain(
    "no ReserveResponse",
  );
});

test("only a call that broke the rules of HTTP may go without an answer", () => {
  const cut = { status: 0, headers: {}, body: Buffer.alloc(0), cut: "reset 2" };
  const failed = { ...cut, cut: "", status: 500 };

  expect(judge(input(), cut).complaint).toContain("no answer");
  expect(judge(input({ is: "anything" }, true), cut).complaint).toBeUndefined();
  expect(judge(input({ is: "anything" }, true), failed).complaint).toContain("HTTP 500");
});
