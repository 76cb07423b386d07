import type { Draft } from "../draft.ts";
import { openLocation } from "../needs.ts";
import { fieldViolation, locationNotFound, type Rejection } from "../rejection.ts";
import type { Instant } from "../instant.ts";
import type { Location } from "../stock.ts";
import { managedByWms } from "../wms/managed.ts";

/** From where to where units move. */
export interface Route {
  readonly from: Location;
  readonly to: Location;
}

/**
 * The locations of a transfer. What a location has may leave it although it takes nothing new any more. What a warehouse
 * system counts comes and goes by its word alone.
 */
export function routeOf(draft: Draft, fromCode: string, toCode: string): Route | Rejection {
  const from = draft.books.location(fromCode);
  if (from === undefined) return locationNotFound(fromCode, "from");
  const to = openLocation(draft, toCode, "to");
  if ("reason" in to) return to;
  const hint = "let it ship and receive by its own orders";
  const refusal = managedByWms(from, hint) ?? managedByWms(to, hint);
  if (refusal === undefined) return { from, to };
  return { ...refusal, field: from.wmsAccountId === null ? "to" : "from" };
}

/** Refuses to expect something at a moment that has passed. */
export function refusePast(expectedAt: Instant | null, now: Instant): Rejection | undefined {
  if (expectedAt === null || expectedAt > now) return undefined;
  const message = "expected_time: has passed; name a later moment, or leave it out";
  return fieldViolation("expected_time", message);
}
