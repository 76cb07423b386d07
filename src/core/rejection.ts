import type { Instant } from "./instant.ts";
import type { Uuid } from "./stock.ts";

/** Why a command was refused. The catalogue of reasons that callers see is `errors.proto`. */
export type RejectionReason =
  | "INSUFFICIENT_STOCK"
  | "RESERVATION_EXPIRED"
  | "RESERVATION_CLOSED"
  | "LOT_EXPIRED"
  | "INVALID_MOVEMENT"
  | "LOT_REQUIRED"
  | "LOT_MISMATCH"
  | "ITEM_ARCHIVED"
  | "LOCATION_ARCHIVED"
  | "ITEM_NOT_FOUND"
  | "LOCATION_NOT_FOUND"
  | "LOT_NOT_FOUND"
  | "RESERVATION_NOT_FOUND"
  | "LINE_NOT_FOUND"
  | "REQUEST_ID_REUSED"
  | "SKU_EXISTS"
  | "LOCATION_EXISTS"
  | "LOT_EXISTS"
  | "STALE_EXPECTATION"
  | "TRANSFER_NOT_FOUND"
  | "TRANSFER_CLOSED"
  | "COUNT_NOT_FOUND"
  | "COUNT_CLOSED"
  | "WMS_ACCOUNT_NOT_FOUND"
  | "WMS_ORDER_NOT_FOUND"
  | "INVALID_PARTS"
  | "FIELD_VIOLATION";

/** One line that could not be served. */
export interface Shortage {
  readonly line: number;
  readonly sku: string;
  readonly location: string | null;
  readonly requested: bigint;
  readonly available: bigint;
  /** When units may come: the earliest live hold on this stock ends, or a transfer to it is expected. */
  readonly nextAvailableAt: Instant | null;
}

/** One line of a command that was refused because of such lines. */
export interface LineRefusal {
  /** From 0. */
  readonly index: number;
  readonly rejection: Rejection;
}

/** A caller's mistake, or bad luck: what it was, in words and in facts. Nothing was changed. */
export interface Rejection {
  readonly reason: RejectionReason;
  /** One plain sentence: what is wrong, and the remedy. */
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly shortages?: readonly Shortage[];
  /** Every line that is wrong, where a command tells of all of them. */
  readonly refused?: readonly LineRefusal[];
  /** The field of the request that is wrong, such as `lines[2].sku`. */
  readonly field?: string;
}

export function reject(
  reason: RejectionReason,
  message: string,
  facts: Readonly<Record<string, string>> = {},
): Rejection {
  return { reason, message, facts };
}

export function fieldViolation(field: string, message: string): Rejection {
  return { reason: "FIELD_VIOLATION", message, facts: { field }, field };
}

export function itemNotFound(sku: string, field: string): Rejection {
  const message = `${field}: no item has the SKU "${sku}"; create it first, or correct the SKU`;
  return { ...reject("ITEM_NOT_FOUND", message, { sku, field }), field };
}

export function locationNotFound(location: string, field: string): Rejection {
  const message = `${field}: no location has the code "${location}"; create it first, or correct it`;
  return { ...reject("LOCATION_NOT_FOUND", message, { location, field }), field };
}

export function lotNotFound(sku: string, lot: string, field: string): Rejection {
  const message = `${field}: ${sku} has no lot "${lot}"; receive it first, or correct the number`;
  return { ...reject("LOT_NOT_FOUND", message, { sku, lot, field }), field };
}

/** Refuses a command because of lines of it, of which the first speaks for all to whom one is enough. */
export function linesRefused(refused: readonly LineRefusal[]): Rejection {
  const first = refused[0]?.rejection ?? fieldViolation("lines", "lines: none");
  return { ...first, refused };
}

export function reservationNotFound(reservationId: Uuid): Rejection {
  const message = `there is no reservation ${reservationId}`;
  return reject("RESERVATION_NOT_FOUND", message, { reservationId });
}

export function wmsAccountNotFound(account: string): Rejection {
  const message = `account: no account "${account}" at a warehouse system serves this tenant; correct the code`;
  return { ...reject("WMS_ACCOUNT_NOT_FOUND", message, { account }), field: "account" };
}

export function wmsOrderNotFound(reference: string): Rejection {
  const message = `reference: there is no order "${reference}" to a warehouse system; correct it`;
  return { ...reject("WMS_ORDER_NOT_FOUND", message, { reference }), field: "reference" };
}

export function reservationExpired(reservationId: Uuid): Rejection {
  const message = `the time of reservation ${reservationId} is up; reserve again`;
  return reject("RESERVATION_EXPIRED", message, { reservationId });
}

export function reservationClosed(reservationId: Uuid, state: string): Rejection {
  const message = `reservation ${reservationId} is ${state}; nothing is left to act on`;
  return reject("RESERVATION_CLOSED", message, { reservationId, state });
}

export function requestIdReused(requestId: string, entryId: Uuid): Rejection {
  const message = `request_id: "${requestId}" was used for another request; use a new one`;
  const reused = reject("REQUEST_ID_REUSED", message, { requestId, entryId });
  return { ...reused, field: "request_id" };
}

export function insufficientStock(shortages: readonly Shortage[]): Rejection {
  const told = shortages
    .slice(0, 3)
    .map(
      (short) =>
        `line ${short.line}: ${short.requested} of ${short.sku} asked, ${short.available} available`,
    );
  const more = shortages.length > 3 ? `; ${shortages.length - 3} more lines` : "";
  const facts = { lines: String(shortages.length) };
  return { ...reject("INSUFFICIENT_STOCK", told.join("; ") + more, facts), shortages };
}
