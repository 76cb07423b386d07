import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type {
  CreateItemRequest,
  CreateLotRequest,
  ExtendRequest,
  ReceiveRequest,
  ReserveRequest,
  SetPartsRequest,
  UpdateLotRequest,
} from "@holdfast/client";
import { isCalendarDay } from "../../core/calendar.ts";
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

/** Refuses lots that expire before 1970 or after 9999, and days that are in no calendar. */
export function checkLotExpiry(request: ReceiveRequest): FieldProblem[] {
  return request.lines.flatMap(({ lot }, i) => expiryProblems(lot, `lines[${i}].lot`));
}

/** The same of the first stock of an item. */
export function checkInitialStock(request: CreateItemRequest): FieldProblem[] {
  return request.initialStock.flatMap(({ lot }, i) =>
    expiryProblems(lot, `initial_stock[${i}].lot`),
  );
}

/** The same of a lot by itself. */
export function checkExpiry(request: CreateLotRequest | UpdateLotRequest): FieldProblem[] {
  return expiryProblems(request.lot, "lot");
}

function expiryProblems(
  lot:
    { readonly expireTime?: Timestamp | undefined; readonly goodThroughDate?: string } | undefined,
  at: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const day = lot?.goodThroughDate ?? "";
  if (day !== "" && !isCalendarDay(day)) {
    const description = "must be a day of the years 1970 to 9999, such as 2026-03-29";
    problems.push({ field: `${at}.good_through_date`, description });
  }
  const expiry = instantFromProto(lot?.expireTime);
  if (expiry === null || (expiry >= EXPIRY_FIRST && expiry <= EXPIRY_LAST)) return problems;
  const description =
    "must be a moment of the years 1970 to 9999; leave it out when the lot does not expire";
  return [...problems, { field: `${at}.expire_time`, description }];
}
