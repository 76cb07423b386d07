import {
  create,
  type DescField,
  type DescMessage,
  type MessageInitShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import {
  CreateItemRequestSchema,
  ReceiveRequestSchema,
  ReserveRequestSchema,
} from "@holdfast/client";
import { METHODS } from "../../src/server/methods.ts";
import { withDefaults } from "../../src/server/options.ts";
import { checkLotExpiry, checkTtl } from "../../src/server/validate/rules.ts";
import { contractCheck } from "../../src/server/validate/validation.ts";

const check = contractCheck(ReserveRequestSchema);
const line = { sku: "SOCK", quantity: 1n };
const problemsOf = (init: MessageInitShape<typeof ReserveRequestSchema>): string[] =>
  check(create(ReserveRequestSchema, init)).map((it) => `${it.field}: ${it.description}`);

test("an honest request has no problems", () => {
  expect(problemsOf({ requestId: "r-1", orderRef: "Ärmel", lines: [line] })).toEqual([]);
});

test.each<[string, MessageInitShape<typeof ReserveRequestSchema>, string]>([
  ["no request id", { lines: [line] }, "request_id: must not be empty"],
  [
    "a request id of two lines",
    { requestId: "a\nb", lines: [line] },
    "request_id: must consist of printable ASCII characters",
  ],
  ["no lines", { requestId: "r" }, "lines: must have at least one item"],
  [
    "a NUL",
    { requestId: "r", lines: [line, { ...line, sku: "a\0b" }] },
    "lines[1].sku: must not contain control characters, such as line breaks or NUL",
  ],
  [
    "a quantity of 0",
    { requestId: "r", lines: [{ ...line, quantity: 0n }] },
    "lines[0].quantity: must be greater than 0 and less than or equal to 1000000000000",
  ],
  [
    "a replaced reservation that is no UUID",
    { requestId: "r", lines: [line], replacesReservationId: "A-1" },
    "replaces_reservation_id: must be a UUID, such as 0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f",
  ],
  [
    "both ttl and no expiry",
    { requestId: "r", lines: [line], ttl: { seconds: 1n }, noExpiry: true },
    ": leave ttl out when no_expiry is set",
  ],
  [
    "a ttl whose nanos are more than a second",
    { requestId: "r", lines: [line], ttl: { seconds: 1n, nanos: 1_000_000_000 } },
    "ttl: must be a span of at most 10,000 years, seconds and nanos of the same sign",
  ],
  [
    "a shelf life of two signs",
    {
      requestId: "r",
      lines: [{ ...line, minRemainingShelfLife: { seconds: 1n, nanos: -1 } }],
    },
    "lines[0].min_remaining_shelf_life: must be a span of at most 10,000 years, seconds and nanos of the same sign",
  ],
])("%s is told with the field and the remedy", (_what, request, expected) => {
  expect(problemsOf(request)).toEqual([expected]);
});

test("ten thousand bad lines are one problem, found at once", () => {
  const lines = Array.from({ length: 10_000 }, () => ({}));

  expect(problemsOf({ requestId: "r", lines })).toEqual([
    "lines: must have at most 500 items, not 10000: split the request",
  ]);
});

test("a timestamp beyond the year 9999 is refused", () => {
  const far = { seconds: 253_402_300_800n };
  const receive = create(ReceiveRequestSchema, {
    requestId: "r",
    location: "MAIN",
    occurredTime: far,
    lines: [{ ...line, lot: { number: "L1", expireTime: far } }],
  });

  const fields = contractCheck(ReceiveRequestSchema)(receive).map(({ field }) => field);

  expect(fields.toSorted()).toEqual(["lines[0].lot.expire_time", "occurred_time"]);
});

test("a lot that expired before 1970 is refused", () => {
  const lot = { number: "L1", expireTime: { seconds: -1n } };
  const receive = create(ReceiveRequestSchema, { lines: [line, { ...line, lot }] });

  expect(checkLotExpiry(receive).map(({ field }) => field)).toEqual(["lines[1].lot.expire_time"]);
});

test("a ttl above what the service is configured for is refused, the limit itself is not", () => {
  const limits = withDefaults({
    ttlDefaultMs: 1,
    ttlMaxMs: 3_600_000,
    deadlineDefaultMs: 1,
    deadlineMaxMs: 1,
  });
  const problems = (ttl: { seconds: bigint; nanos?: number }): unknown[] =>
    checkTtl(create(ReserveRequestSchema, { ttl }), limits);

  expect(problems({ seconds: 3600n })).toEqual([]);
  expect(problems({ seconds: 3600n, nanos: 1 })).toEqual([
    {
      field: "ttl",
      description: "must be at most 3600s, the longest that this service is configured to hold",
    },
  ]);
});

test("an item's SKU may have no space at its ends", () => {
  const request = create(CreateItemRequestSchema, { requestId: "r", item: { sku: " SOCK" } });

  expect(contractCheck(CreateItemRequestSchema)(request)).toEqual([
    {
      field: "item.sku",
      description: "must not contain control characters, nor begin or end with a space",
    },
  ]);
});

// What the service sets is ignored when a caller sends it.
const IGNORED = ["item.etag", "location.etag"];
// Rows are looked at one by one, and wrong ones told of in the answer.
const ROWS =
  /^CatalogService\/(BulkUpsertItems items|BulkUpsertLocations locations|ValidateKeys keys)\[/;
const WITHOUT_TEXT = ["CatalogService/GetTenant", "CatalogService/ValidateKeys"];

test.each(METHODS.map((method) => [method.name, method.desc.input] as const))(
  "%s takes a NUL in none of its strings",
  (name, schema) => {
    const paths = stringPaths(schema).filter((path) => !ROWS.test(`${name} ${spelt(path)}`));

    const taken = paths.filter((path) => {
      const message = create(schema, nested(path, "a\0b"));
      return !contractCheck(schema)(message).some(({ field }) => field === spelt(path));
    });

    expect(taken.map(spelt).filter((path) => !IGNORED.includes(path))).toEqual([]);
    expect(paths.length > 0).toBe(!WITHOUT_TEXT.includes(name));
  },
);

type Path = readonly DescField[];

function stringPaths(schema: DescMessage, before: Path = []): Path[] {
  return schema.fields.flatMap((field) => {
    const path = [...before, field];
    if (field.fieldKind === "scalar") return field.scalar === ScalarType.STRING ? [path] : [];
    if (field.fieldKind === "message") return stringPaths(field.message, path);
    const isMessages = field.fieldKind === "list" && field.listKind === "message";
    return isMessages ? stringPaths(field.message, path) : [];
  });
}

function nested([field, ...rest]: Path, text: string): Record<string, unknown> {
  if (field === undefined) return {};
  const value = rest.length === 0 ? text : nested(rest, text);
  return { [field.localName]: field.fieldKind === "list" ? [value] : value };
}

function spelt(path: Path): string {
  return path.map((field) => field.name + (field.fieldKind === "list" ? "[0]" : "")).join(".");
}
