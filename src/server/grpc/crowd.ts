import type { DescMessage } from "@bufbuild/protobuf";
import { listLimitsOf } from "../validate/lists.ts";

/**
 * More fields than nearly any request has that keeps the limits of the contract. A message of 4 MiB can hold two million
 * empty lines; decoding them takes a second and 300 MB, counting them a few milliseconds.
 */
const FIELDS_MAX = 5_000;

/** A list that is only a little too long is told its limit, which needs decoding. */
const SPARE = 1.2;

/** How many fields a message of a type may have at its top: more only where the contract allows longer lists. */
export function fieldsMaxOf(schema: DescMessage): number {
  return Math.max(FIELDS_MAX, ...listLimitsOf(schema).map(({ itemsMax }) => itemsMax * SPARE));
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Does a serialised message have more fields at its top than any honest one? Leaves malformed ones to the decoder. */
export function isCrowded(message: Uint8Array, fieldsMax = FIELDS_MAX): boolean {
  // Each field takes two bytes at least.
  if (message.byteLength <= 2 * fieldsMax) return false;
  const cursor = { bytes: message, at: 0 };
  for (let fields = 0; cursor.at < message.byteLength; fields++) {
    if (fields > fieldsMax) return true;
    if (!skipField(cursor)) return false;
  }
  return false;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** @returns false at a field that cannot be skipped */
function skipField(cursor: Cursor): boolean {
  switch (readVarint(cursor) & 7) {
    case VARINT:
      readVarint(cursor);
      return true;
    case FIXED64:
      return skip(cursor, 8);
    case LENGTH_DELIMITED:
      return skip(cursor, readVarint(cursor));
    case FIXED32:
      return skip(cursor, 4);
    default:
      return false;
  }
}

function skip(cursor: Cursor, byteCount: number): boolean {
  cursor.at += byteCount;
  return byteCount >= 0;
}

/** The low 32 bits of a varint: enough for tags and lengths. */
function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = cursor.bytes[cursor.at++] ?? 0;
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}
