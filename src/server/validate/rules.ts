import type {
  ExtendRequest,
  ReceiveRequest,
  ReserveRequest,
  SetPartsRequest,
} from "@holdfast/client";
import { instantFromProto, msFromProto } from "../convert/time.ts";
import type { Limits } from "../options.ts";
import type { FieldProblem } from "./violation.ts";

/** The years 1970 to 9999: what a table of expiry dates can hold and people can mean. */
const EXPIRY_FIRST = 0;
const EXPIRY_LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Refuses a ttl that is longer than this service was configured to hold. */
export function checkTtl(request: ReserveRequest | ExtendRequest, limits: Limits): FieldProblem[] {
  if (request.ttl === undefined || msFromProto(request.ttl) <= limits.ttlMaxMs) return [];
  const description = `must be at most ${limits.ttlMaxMs / 1000}s, the longest that this service is configured to hold`;
  return [{ field: "ttl", description }];
}

/** Refuses parts that name an item twice. */
export function checkParts({ parts }: SetPartsRequest): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const first = new Map<string, number>();
  for (const [i, { sku }] of parts.entries()) {
    const known = first.get(sku);
    first.set(sku, known ?? i);
    if (known === undefined) continue;
    const description = `is the same item as parts[${known}]; sum it up`;
    problems.push({ field: `parts[${i}].sku`, description });
  }
  return problems;
}

/** Refuses lots that expire before 1970 or after 9999. */
export function checkLotExpiry(request: ReceiveRequest): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [i, line] of request.lines.entries()) {
    const at = instantFromProto(line.lot?.expireTime);
    if (at === null || (at >= EXPIRY_FIRST && at <= EXPIRY_LAST)) continue;
    const description =
      "must be a moment of the years 1970 to 9999; leave it out when the lot does not expire";
    problems.push({ field: `lines[${i}].lot.expire_time`, description });
  }
  return problems;
}
