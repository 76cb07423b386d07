import { create } from "@bufbuild/protobuf";
import {
  type Duration,
  DurationSchema,
  type Timestamp,
  TimestampSchema,
} from "@bufbuild/protobuf/wkt";
import type { Instant } from "../../core/instant.ts";

/** A moment as it is sent, or nothing for none. */
export function timestampToProto(at: Instant): Timestamp;
export function timestampToProto(at: Instant | null): Timestamp | undefined;
export function timestampToProto(at: Instant | null): Timestamp | undefined {
  if (at === null) return undefined;
  const seconds = Math.floor(at / 1000);
  const nanos = Math.min(999_999_999, Math.round((at - seconds * 1000) * 1e6));
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos });
}

/** A moment as it was sent, kept to the millisecond that had begun. */
export function instantFromProto(at: Timestamp | undefined): Instant | null {
  return at === undefined ? null : Number(at.seconds) * 1000 + Math.floor(at.nanos / 1e6);
}

/** A moment as it was sent, for a span that begins or ends with it: no millisecond that lies before it is in it. */
export function borderFromProto(at: Timestamp | undefined): Instant | null {
  return at === undefined ? null : Number(at.seconds) * 1000 + Math.ceil(at.nanos / 1e6);
}

/** A span of milliseconds as it is sent; 0 is left out. */
export function durationToProto(ms: number): Duration | undefined {
  if (ms === 0) return undefined;
  const seconds = Math.trunc(ms / 1000);
  return create(DurationSchema, { seconds: BigInt(seconds), nanos: (ms - seconds * 1000) * 1e6 });
}

/** How long ago a moment was, or nothing for none. Clocks may have fallen back: never less than nothing. */
export function ageToProto(at: Instant | null, now: Instant): Duration | undefined {
  if (at === null) return undefined;
  return durationToProto(Math.max(0, Math.round(now - at))) ?? create(DurationSchema);
}

/** A span as it was sent, in milliseconds. A part of one counts as a whole one, so that no span becomes nothing. */
export function msFromProto(span: Duration): number {
  return Number(span.seconds) * 1000 + Math.ceil(span.nanos / 1e6);
}
