import { readFileSync } from "node:fs";
import path from "node:path";

import {
  type DescField,
  type DescMethodUnary,
  fromBinary,
  fromJsonString,
  type Message,
} from "@bufbuild/protobuf";

import { type Call, headerOf, type Input, METHODS } from "./input.ts";
import { read, type Told } from "./told.ts";
import { type Answer, UNSENDABLE } from "./wire/answer.ts";

/** What became of an input: what was told, and what is wrong with that. */
export interface Verdict {
  readonly told: Told | undefined;
  /** `OK`, the name of a code, `HTTP 404`, or how it was cut off. */
  readonly end: string;
  /** A sentence; undefined when the answer is as it should be. */
  readonly complaint?: string;
}

/** Answers that nothing which a caller sends may bring about. */
const NEVER = new Set([
  "INTERNAL",
  "UNKNOWN",
  "DATA_LOSS",
  "UNAVAILABLE",
  "CANCELLED",
  "OUT_OF_RANGE",
]);

/** What no caller should read: parts of programs, of statements, of traces. */
const LEAK =
  /TypeError|RangeError|ReferenceError|SyntaxError|Cannot read|is not a function|undefined|\n|\bat .*:\d+|node:|\/src\/|\bselect\b.*\bfrom\b|violates|relation "|duplicate key|\[object/i;

const MESSAGE_LENGTH_MAX = 500;
const DETAILS_BYTES_MAX = 8_192;

/** Judges the answer to an input by itself; what it did to the books is judged elsewhere. */
export function judge(input: Input, answer: Answer): Verdict {
  if (input.sent.form === "talk") return judgeTalk(answer);
  if (answer.cut !== "") return judgeCut(input, answer);
  try {
    const told = read(answer);
    const complaint = objection(input, input.sent, answer, told);
    const end = told.code === "" ? `HTTP ${answer.status}` : told.code;
    return { told, end, ...(complaint !== undefined && { complaint }) };
  } catch (error) {
    return {
      told: undefined,
      end: "unreadable",
      complaint: `the answer cannot be read: ${String(error)}`,
    };
  }
}

/** On a connection of nonsense anything may be said but that the server failed. */
function judgeTalk({ status, body }: Answer): Verdict {
  const told = undefined;
  const end = status === 0 ? "no answer" : `HTTP ${status}`;
  const text = body.toString("latin1");
  if (/HTTP\/1\.1 50[023]/.test(text)) return { told, end, complaint: "the server says it failed" };
  if (/"code":"(internal|unknown|data_loss)"/.test(text)) {
    return { told, end, complaint: "the answer is INTERNAL or UNKNOWN" };
  }
  return { told, end };
}

function judgeCut({ isRough }: Input, { cut }: Answer): Verdict {
  const told = undefined;
  // A fault of the generator: it is meant to make what can be sent.
  if (cut.startsWith(UNSENDABLE)) return { told, end: "unsendable", complaint: cut };
  const end = cut === "silent" ? "no answer" : "cut off";
  return isRough ? { told, end } : { told, end, complaint: `the call got no answer: ${cut}` };
}

function objection(input: Input, call: Call, answer: Answer, told: Told): string | undefined {
  if (told.code === "") return objectionToStatus(input, answer);
  const { code, reason, message } = told;
  if (NEVER.has(code)) return `${code} is never an answer: ${message}`;
  if (code === "OK") return objectionToResponse(call, told) ?? objectionToField(input, told);
  if (isNeighbour(call)) return undefined;
  if (told.infos !== 1) return `${code} came with ${told.infos} ErrorInfo, not one: ${message}`;
  if (told.domain !== "holdfast.inventory.v1") return `the domain of ${reason} is ${told.domain}`;
  const due = REASONS.get(reason);
  if (due === undefined) return `${reason} is no reason of the contract`;
  if (due !== code) return `${reason} came as ${code}, the contract says ${due}`;
  if (code === "DEADLINE_EXCEEDED" && !mayBeLate(call)) return "the time ran out, which nobody set";
  if (reason === "OVERLOADED" || reason === "CONTENTION") return `${reason} under a light load`;
  return (
    objectionToMessage(message) ??
    objectionToSize(answer) ??
    objectionToFields(call, told) ??
    objectionToField(input, told)
  );
}

/** Health checks and reflection answer in their own way. */
function isNeighbour(call: Call): boolean {
  return headerOf(call, ":path")?.startsWith("/grpc.") ?? false;
}

/** What is no call need not be told in a call's words, but it is the caller's fault. */
function objectionToStatus({ isRough }: Input, { status }: Answer): string | undefined {
  if (!isRough) return `the answer tells no code, only HTTP ${status}`;
  const isFine = (status >= 400 && status < 500) || status === 200 || status === 204;
  return isFine ? undefined : `HTTP ${status} is not the caller's fault`;
}

function objectionToMessage(message: string): string | undefined {
  if (message === "") return "the failure has no message";
  if (message.length > MESSAGE_LENGTH_MAX) return `the message has ${message.length} characters`;
  if (!/^[ -~]*$/.test(message)) return "the message is not printable ASCII";
  const quoted = message.replaceAll(/"[^"]*"?/g, "");
  return LEAK.test(quoted) ? `the message tells too much: ${message}` : undefined;
}

function objectionToSize({ headers }: Answer): string | undefined {
  const length = (headers["grpc-status-details-bin"] ?? "").length;
  return length > DETAILS_BYTES_MAX ? `the details take ${length} bytes of trailers` : undefined;
}

/** INVALID_ARGUMENT for a field names fields, and only such as the request can have. */
function objectionToFields(call: Call, { reason, fields }: Told): string | undefined {
  if (reason === "FIELD_VIOLATION" && fields.length === 0) return "no field is named as wrong";
  const method = METHODS.get(headerOf(call, ":path")?.split("?", 1)[0] ?? "");
  if (method === undefined) return undefined;
  const stranger = fields.find((field) => !isFieldOf(method, field));
  return stranger === undefined ? undefined : `${method.name} has no field ${stranger}`;
}

function isFieldOf(method: DescMethodUnary, name: string): boolean {
  if (name === "") return true;
  let message: DescMethodUnary["input"] | undefined = method.input;
  // Which entry of a map it is says the caller.
  for (const step of name.replace(/\["[^]*"\]/, "").split(".")) {
    const [, plain = "", index] = /^([a-z_]+)(\[\d+\])?$/.exec(step) ?? [];
    const field: DescField | undefined = message?.fields.find((each) => each.name === plain);
    if (field === undefined || (index !== undefined && field.fieldKind !== "list")) return false;
    message = field.message;
  }
  return true;
}

function objectionToField({ expected, what }: Input, told: Told): string | undefined {
  if (expected.is === "anything") return undefined;
  const isNamed = expected.field === "" || told.fields.includes(expected.field);
  const isRefused = told.reason === "FIELD_VIOLATION" && isNamed;
  // The limits are told as what the field must be; the books may have something else against it.
  const isLimit = told.message.includes(`${expected.field}: must `);
  if (expected.is === "taken" && isRefused && isLimit) return `refused: ${what}: ${told.message}`;
  if (expected.is === "refused" && !isRefused) return `not refused: ${what}: ${told.code}`;
  return undefined;
}

function objectionToResponse(call: Call, { response }: Told): string | undefined {
  const method = METHODS.get(headerOf(call, ":path")?.split("?", 1)[0] ?? "");
  if (method === undefined || response === undefined) return undefined;
  try {
    responseOf(method, response);
    return undefined;
  } catch (error) {
    return `the response is no ${method.output.name}: ${String(error)}`;
  }
}

/** @throws Error when it is no response of this method */
export function responseOf(
  method: DescMethodUnary,
  { bytes, isJson }: NonNullable<Told["response"]>,
): Message {
  return isJson
    ? fromJsonString(method.output, bytes.toString())
    : fromBinary(method.output, bytes);
}

function mayBeLate(call: Call): boolean {
  return call.head.some(([name]) => name === "grpc-timeout" || name === "connect-timeout-ms");
}

/** What the contract says that each reason comes as. */
const REASONS = reasonsOf(
  readFileSync(
    path.resolve(import.meta.dirname, "../../proto/holdfast/inventory/v1/errors.proto"),
    "utf8",
  ),
);

function reasonsOf(proto: string): ReadonlyMap<string, string> {
  const values = proto.matchAll(
    /^ {2}\/\/ ([A-Z_]+)\. .*\n(?: {2}\/\/.*\n)* {2}ERROR_REASON_(\w+) = /gm,
  );
  return new Map([...values].map(([, code = "", reason = ""]) => [reason, code]));
}
