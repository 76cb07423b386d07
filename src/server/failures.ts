import { create } from "@bufbuild/protobuf";
import {
  BadRequestSchema,
  RetryInfoSchema,
  RpcCode,
  StockShortageLineSchema,
  StockShortageSchema,
} from "@holdfast/client";
import type { Rejection, RejectionReason, Shortage } from "../core/rejection.ts";
import {
  CommandRejected,
  Contention,
  DatabaseUnavailable,
  DeadlinePassed,
  Overloaded,
  ShuttingDown,
} from "../store/errors.ts";
import { durationToProto, timestampToProto } from "./convert/time.ts";
import { type Detail, Failure } from "./failure.ts";
import { fitting, shortened } from "./headerSpace.ts";
import type { FieldProblem } from "./validate/violation.ts";

/** Long enough for another server to take over, short enough to go unnoticed. */
const SHUTDOWN_RETRY_MS = 100;

const CODES = {
  INSUFFICIENT_STOCK: RpcCode.FAILED_PRECONDITION,
  RESERVATION_EXPIRED: RpcCode.FAILED_PRECONDITION,
  RESERVATION_CLOSED: RpcCode.FAILED_PRECONDITION,
  LOT_EXPIRED: RpcCode.FAILED_PRECONDITION,
  INVALID_MOVEMENT: RpcCode.FAILED_PRECONDITION,
  LOT_REQUIRED: RpcCode.FAILED_PRECONDITION,
  LOT_MISMATCH: RpcCode.FAILED_PRECONDITION,
  ITEM_ARCHIVED: RpcCode.FAILED_PRECONDITION,
  LOCATION_ARCHIVED: RpcCode.FAILED_PRECONDITION,
  ITEM_NOT_FOUND: RpcCode.NOT_FOUND,
  LOCATION_NOT_FOUND: RpcCode.NOT_FOUND,
  LOT_NOT_FOUND: RpcCode.NOT_FOUND,
  RESERVATION_NOT_FOUND: RpcCode.NOT_FOUND,
  LINE_NOT_FOUND: RpcCode.NOT_FOUND,
  TRANSFER_NOT_FOUND: RpcCode.NOT_FOUND,
  TRANSFER_CLOSED: RpcCode.FAILED_PRECONDITION,
  COUNT_NOT_FOUND: RpcCode.NOT_FOUND,
  COUNT_CLOSED: RpcCode.FAILED_PRECONDITION,
  WMS_ACCOUNT_NOT_FOUND: RpcCode.NOT_FOUND,
  WMS_ORDER_NOT_FOUND: RpcCode.NOT_FOUND,
  REQUEST_ID_REUSED: RpcCode.ALREADY_EXISTS,
  SKU_EXISTS: RpcCode.ALREADY_EXISTS,
  LOCATION_EXISTS: RpcCode.ALREADY_EXISTS,
  LOT_EXISTS: RpcCode.ALREADY_EXISTS,
  INVALID_PARTS: RpcCode.FAILED_PRECONDITION,
  STALE_EXPECTATION: RpcCode.ABORTED,
  FIELD_VIOLATION: RpcCode.INVALID_ARGUMENT,
} as const satisfies Record<RejectionReason, RpcCode>;

/** What a caller is told about an error, whatever threw it. What nobody expected is told without a word. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommandRejected) return rejection(error.rejection);
  if (error instanceof DeadlinePassed) {
    return new Failure(RpcCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", error.message);
  }
  if (error instanceof Contention) {
    return new Failure(RpcCode.ABORTED, "CONTENTION", error.message);
  }
  if (error instanceof Overloaded) {
    const details = [retryInfo(error.retryAfterMs)];
    return new Failure(RpcCode.RESOURCE_EXHAUSTED, "OVERLOADED", error.message, { details });
  }
  if (error instanceof DatabaseUnavailable) {
    const more = { details: [retryInfo(error.retryAfterMs)], cause: error };
    return new Failure(RpcCode.UNAVAILABLE, "DATABASE_UNAVAILABLE", error.message, more);
  }
  if (error instanceof ShuttingDown) {
    const details = [retryInfo(SHUTDOWN_RETRY_MS)];
    return new Failure(RpcCode.UNAVAILABLE, "SHUTTING_DOWN", error.message, { details });
  }
  const message =
    "a fault of the service; its log has the rest. Repeat the very same call to learn what became of it";
  return new Failure(RpcCode.INTERNAL, "INTERNAL", message, { cause: error });
}

/** What a caller is told whose request breaks the contract. */
export function fieldFailure(problems: readonly FieldProblem[]): Failure {
  const first = problems
    .slice(0, 3)
    .map(({ field, description }) => (field === "" ? description : `${field}: ${description}`));
  const more = problems.length > 3 ? `; ${problems.length - 3} more` : "";
  const metadata = { violations: String(problems.length) };
  const details = [badRequest(problems)];
  const message = first.join("; ") + more;
  return new Failure(RpcCode.INVALID_ARGUMENT, "FIELD_VIOLATION", message, { metadata, details });
}

function rejection(rejected: Rejection): Failure {
  const { reason, message, facts, shortages, field } = rejected;
  const details: Detail[] = [];
  if (field !== undefined) details.push(badRequest([{ field, description: message }]));
  if (shortages !== undefined) details.push(stockShortage(shortages));
  return new Failure(CODES[reason], reason, message, { metadata: facts, details });
}

function badRequest(problems: readonly FieldProblem[]): Detail {
  const violations = problems.slice(0, 20).map(({ field, description }) => ({
    field: shortened(field),
    description: shortened(description),
  }));
  const value = create(BadRequestSchema, {
    fieldViolations: fitting(violations, (it) => it.field.length + it.description.length + 8),
  });
  return { desc: BadRequestSchema, value };
}

function stockShortage(shortages: readonly Shortage[]): Detail {
  const lines = shortages.map((short) =>
    create(StockShortageLineSchema, {
      line: short.line,
      sku: short.sku,
      location: short.location ?? "",
      requested: short.requested,
      available: short.available,
      nextAvailableTime: timestampToProto(short.nextAvailableAt),
    }),
  );
  const size = (it: (typeof lines)[number]): number =>
    Buffer.byteLength(it.sku) + Buffer.byteLength(it.location) + 48;
  return {
    desc: StockShortageSchema,
    value: create(StockShortageSchema, { lines: fitting(lines, size) }),
  };
}

function retryInfo(ms: number): Detail {
  const retryDelay = durationToProto(Math.max(1, Math.ceil(ms)));
  return {
    desc: RetryInfoSchema,
    value: create(RetryInfoSchema, retryDelay ? { retryDelay } : {}),
  };
}
