import {
  create,
  createRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import {
  BadRequestSchema,
  Code,
  type ConnectError,
  ErrorInfoSchema,
  RetryInfoSchema,
  StatusSchema,
  StockShortageSchema,
} from "@holdfast/client";

/** What a caller is told, whichever door tells it. */
export interface Told {
  /** `OK`, or the name of the gRPC status code. */
  readonly code: string;
  readonly isReplay: boolean;
  /** The answer, in the contract's JSON with every field. */
  readonly answer?: unknown;
  readonly message?: string;
  /** Each `google.rpc` detail by its name, in the contract's JSON. */
  readonly details?: unknown;
}

const DETAILS: readonly DescMessage[] = [
  ErrorInfoSchema,
  BadRequestSchema,
  RetryInfoSchema,
  StockShortageSchema,
];

export function answered(desc: DescMessage, answer: Message, isReplay: boolean): Told {
  return { code: "OK", isReplay, answer: plain(desc, answer) };
}

/** A failure as Connect's own error tells it. */
export function refusedByConnect(error: ConnectError): Told {
  const details = DETAILS.flatMap((desc) =>
    error.findDetails(desc).map((detail): Named => [desc.name, plain(desc, detail)]),
  );
  return refused(codeName(error.code), error.rawMessage, details);
}

/** A failure as `grpc-status-details-bin` tells it. */
export function refusedByStatus(packed: Uint8Array): Told {
  const { code, message, details } = fromBinary(StatusSchema, packed);
  const registry = createRegistry(...DETAILS);
  const named = details.map((detail): Named => {
    const found = anyUnpack(detail, registry);
    const desc = DETAILS.find(({ typeName }) => typeName === found?.$typeName);
    if (desc === undefined || found === undefined) throw new Error(`what is ${detail.typeUrl}?`);
    return [desc.name, plain(desc, found)];
  });
  return refused(codeName(code), message, named);
}

/** A failure as the Connect protocol spells it in JSON. */
export function refusedByJson({ code, message, details = [] }: FailureJson): Told {
  const named = details.map(({ type, value }): Named => {
    const desc = DETAILS.find(({ typeName }) => typeName === type);
    if (desc === undefined) throw new Error(`what is ${type}?`);
    return [desc.name, plain(desc, fromBinary(desc, Buffer.from(value, "base64")))];
  });
  return refused(code.toUpperCase(), message, named);
}

/** The JSON of a failed Connect call. */
export interface FailureJson {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { type: string; value: string }[];
}

/** Reads an answer's JSON and writes it again, so that what was left out and what was 0 are the same. */
export function answeredByJson(desc: DescMessage, json: JsonValue, isReplay: boolean): Told {
  return answered(desc, fromJson(desc, json), isReplay);
}

type Named = readonly [name: string, detail: unknown];

function refused(code: string, message: string, details: readonly Named[]): Told {
  return { code, isReplay: false, message, details: Object.fromEntries(details) };
}

function plain(desc: DescMessage, message: Message): unknown {
  return toJson(desc, create(desc, message), { alwaysEmitImplicit: true });
}

function codeName(code: number): string {
  const known = Object.entries(Code).find(([, value]) => Number(value) === code);
  return (known?.[0] ?? String(code)).replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

/** `OK`, `replay`, or the reason of a refusal. */
export function saidBy(told: Told | undefined): string | undefined {
  if (told?.code === "OK") return told.isReplay ? "replay" : "OK";
  const { ErrorInfo } = (told?.details ?? {}) as { ErrorInfo?: { reason: string } };
  return ErrorInfo?.reason;
}
