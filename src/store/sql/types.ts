import { types } from "pg";

const INT8 = 20;

/** How a column's text is read: bigint as bigint, all else as node-pg reads it. */
export function typeParserOf(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  if (oid === INT8) return BigInt;
  return types.getTypeParser(oid, format) as (text: string) => unknown;
}
