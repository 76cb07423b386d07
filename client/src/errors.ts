import { ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  type BadRequest_FieldViolation,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "./gen/google/rpc/error_details_pb.ts";
import {
  type ErrorReason,
  type StockShortageLine,
  StockShortageSchema,
} from "./gen/holdfast/inventory/v1/errors_pb.ts";

const ERROR_DOMAIN = "holdfast.inventory.v1";

/** Why a call failed: one of `ErrorReason`, or one that a newer server added. */
export type Reason = Exclude<keyof typeof ErrorReason, "UNSPECIFIED"> | (string & {});

/** Why a call failed, such as `INSUFFICIENT_STOCK`; undefined when the error did not come from Holdfast. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  return error.findDetails(ErrorInfoSchema).find(({ domain }) => domain === ERROR_DOMAIN)?.reason;
}

/** Which lines were short and by how much; empty unless the reason is `INSUFFICIENT_STOCK`. */
export function shortagesOf(error: unknown): StockShortageLine[] {
  if (!(error instanceof ConnectError)) return [];
  return error.findDetails(StockShortageSchema).flatMap(({ lines }) => lines);
}

/** Which fields of the request are wrong, and what to do about them. */
export function violationsOf(error: unknown): BadRequest_FieldViolation[] {
  if (!(error instanceof ConnectError)) return [];
  return error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations);
}

/** How many milliseconds the server asks to wait before the call is repeated, if it does. */
export function retryDelayOf(error: unknown): number | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const [info] = error.findDetails(RetryInfoSchema);
  if (info?.retryDelay === undefined) return undefined;
  return Number(info.retryDelay.seconds) * 1000 + info.retryDelay.nanos / 1e6;
}

/** Do these response headers say that the answer is that of an earlier call? Made for `onHeader`. */
export function isReplay(header: Headers): boolean {
  return header.get("holdfast-replay") === "true";
}
