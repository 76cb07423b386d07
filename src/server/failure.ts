import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type ErrorReason, RpcCode } from "@holdfast/client";

/** The name of a reason as it is sent: the enum's name without `ERROR_REASON_`. */
export type Reason = Exclude<keyof typeof ErrorReason, "UNSPECIFIED">;

/** A typed detail of a failure, next to its `ErrorInfo`. */
export interface Detail {
  readonly desc: DescMessage;
  readonly value: Message;
}

/** What a caller is told instead of an answer. Both doors send it as it is. */
export class Failure extends Error {
  readonly code: RpcCode;
  readonly reason: Reason;
  /** Values that change from call to call. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly details: readonly Detail[];

  constructor(code: RpcCode, reason: Reason, message: string, more: FailureMore = {}) {
    super(message, { cause: more.cause });
    this.name = "Failure";
    this.code = code;
    this.reason = reason;
    this.metadata = more.metadata ?? {};
    this.details = more.details ?? [];
  }
}

interface FailureMore {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly details?: readonly Detail[];
  /** For the log, never for the caller. */
  readonly cause?: unknown;
}

const CODES: readonly (readonly [string, RpcCode])[] = Object.entries(RpcCode);

/** The name of a code, such as `FAILED_PRECONDITION`. */
export function codeName(code: RpcCode): string {
  return CODES.find(([, known]) => known === code)?.[0] ?? "UNKNOWN";
}

/** The code of a name, in whatever case; CANCELLED may be spelt with one L. */
export function codeFromName(name: string): RpcCode {
  const asked = name.toUpperCase().replace("CANCELED", "CANCELLED");
  return CODES.find(([known]) => known === asked)?.[1] ?? RpcCode.UNKNOWN;
}
