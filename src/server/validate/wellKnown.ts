import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { isMessage } from "@bufbuild/protobuf";
import {
  type Duration,
  DurationSchema,
  type Timestamp,
  TimestampSchema,
} from "@bufbuild/protobuf/wkt";
import type { FieldProblem } from "./violation.ts";

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, as google.protobuf.Timestamp sets them. */
const TIMESTAMP_SECONDS = [-62_135_596_800n, 253_402_300_799n] as const;
/** 10,000 years, as google.protobuf.Duration sets them. */
const DURATION_SECONDS_MAX = 315_576_000_000n;
const NANOS_MAX = 999_999_999;

type Check = (message: Message, at: string, problems: FieldProblem[]) => void;

/**
 * Finds timestamps and durations that google.protobuf does not allow. Binary decoding takes any numbers;
 * only JSON is checked by the library.
 *
 * @returns undefined when messages of this type cannot hold any
 */
export function wellKnownCheck(schema: DescMessage): Check | undefined {
  const checks: Check[] = [];
  for (const field of schema.fields) {
    const type = messageOf(field);
    const check = type === undefined ? undefined : checkOf(type);
    if (check !== undefined) checks.push(applyTo(field, check));
  }
  if (checks.length === 0) return undefined;
  return (message, at, problems) => {
    for (const check of checks) check(message, at, problems);
  };
}

function messageOf(field: DescField): DescMessage | undefined {
  if (field.fieldKind === "message") return field.message;
  return field.fieldKind === "list" && field.listKind === "message" ? field.message : undefined;
}

function checkOf(type: DescMessage): Check | undefined {
  if (type.typeName === TimestampSchema.typeName) return checkTimestamp;
  if (type.typeName === DurationSchema.typeName) return checkDuration;
  return wellKnownCheck(type);
}

function applyTo(field: DescField, check: Check): Check {
  return (message, at, problems) => {
    const value = (message as unknown as Record<string, unknown>)[field.localName];
    const path = at === "" ? field.name : `${at}.${field.name}`;
    if (!Array.isArray(value)) {
      if (isMessage(value)) check(value, path, problems);
      return;
    }
    for (let i = 0; i < value.length; i++) check(value[i] as Message, `${path}[${i}]`, problems);
  };
}

function checkTimestamp(message: Message, field: string, problems: FieldProblem[]): void {
  const { seconds, nanos } = message as Timestamp;
  const [first, last] = TIMESTAMP_SECONDS;
  if (seconds >= first && seconds <= last && nanos >= 0 && nanos <= NANOS_MAX) return;
  const description = "must be a moment of the years 1 to 9999, with nanos from 0 to 999,999,999";
  problems.push({ field, description });
}

function checkDuration(message: Message, field: string, problems: FieldProblem[]): void {
  const { seconds, nanos } = message as Duration;
  const isInRange = seconds >= -DURATION_SECONDS_MAX && seconds <= DURATION_SECONDS_MAX;
  const isNanos = Math.abs(nanos) <= NANOS_MAX;
  const isOneSign = (seconds >= 0n && nanos >= 0) || (seconds <= 0n && nanos <= 0);
  if (isInRange && isNanos && isOneSign) return;
  const description = "must be a span of at most 10,000 years, seconds and nanos of the same sign";
  problems.push({ field, description });
}
