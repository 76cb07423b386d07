import type { CommandHeader } from "../../core/command.ts";
import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import type {
  WmsConfirm,
  WmsEvent,
  WmsLineReport,
  WmsOrderStep,
  WmsPage,
  WmsPlaceOfItem,
  WmsStep,
  WmsWalked,
} from "../../core/wms/command.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import { newId } from "../../store/newId.ts";
import type { WmsAccount, WmsPlaceLink } from "../../store/wms/accounts.ts";
import type { StockLine, WmsOrderState, WmsStockEvent } from "../port.ts";

/** How long a command of ours may wait in its lane. */
const PATIENCE_MS = 60_000;

/** The deadline of a command of ours, on the clock of `performance.now()`. */
export function deadline(): number {
  return performance.now() + PATIENCE_MS;
}

/** What all lines of a page have in common. */
export interface PageMarks {
  readonly run: bigint | null;
  readonly posted: bigint | null;
  readonly askedAt: Instant;
  readonly walk: Uuid;
}

/** A part of a page, as a command. @param areMissing the lines were listed by no page of the walk */
export function pageCommand(
  account: WmsAccount,
  place: WmsPlaceLink,
  marks: PageMarks,
  lines: readonly Pick<StockLine, "sku" | "lot" | "orderable" | "unallocatable" | "holds">[],
  areMissing: boolean,
): WmsPage {
  return {
    kind: "wmsPage",
    ...header(account, "WmsPage", null),
    location: place.location,
    dialect: account.dialect,
    ...marks,
    areMissing,
    isFirst: place.walkedAt === null,
    lines: lines.map(({ sku, lot, orderable, unallocatable, holds }) => ({
      ...placeOf(sku, lot),
      orderable,
      unallocatable,
      holds,
    })),
  };
}

/** Order states that were asked for at a moment are in. */
export function confirmCommand(
  account: WmsAccount,
  place: WmsPlaceLink,
  askedAt: Instant,
  stockIds: readonly Uuid[],
): WmsConfirm {
  const { dialect } = account;
  const { location } = place;
  const words = header(account, "WmsConfirm", null);
  return { kind: "wmsConfirm", ...words, location, dialect, askedAt, stockIds };
}

/** All of a place was shown. @param askedAt when the first page was asked for */
export function walkedCommand(
  account: WmsAccount,
  place: WmsPlaceLink,
  askedAt: Instant,
): WmsWalked {
  const { dialect } = account;
  const { location } = place;
  const words = header(account, "WmsWalked", null);
  return { kind: "wmsWalked", ...words, location, dialect, askedAt };
}

/** An event of the warehouse system. Its id makes a second telling a repeat, for ever. */
export function eventCommand(
  account: WmsAccount,
  place: WmsPlaceLink,
  event: WmsStockEvent,
): WmsEvent {
  const { id: eventId, sku, lot, orderableDelta, unallocatableDelta, posted } = event;
  return {
    kind: "wmsEvent",
    ...header(account, "WmsEvent", `event/${eventId}`),
    location: place.location,
    dialect: account.dialect,
    ...placeOf(sku, lot),
    eventId,
    orderableDelta,
    unallocatableDelta,
    posted,
    occurredAt: event.occurredAt,
    reason: event.reason,
  };
}

/** A step of an order. */
export function stepCommand(account: WmsAccount, order: WmsOrder, step: WmsStep): WmsOrderStep {
  const { reference, reservationId, location } = order;
  return {
    kind: "wmsOrder",
    ...header(account, "WmsOrder", null),
    location,
    dialect: account.dialect,
    reference,
    reservationId,
    step,
    places: step.what === "report" ? placesOf(order, step.lines) : [],
  };
}

/** What the warehouse system says of an order, in our words. */
export function reportOf(state: WmsOrderState): WmsStep {
  if (state.rejected !== null) return { what: "rejected", reason: state.rejected };
  return { what: "report", lines: state.lines };
}

/** The lots that a report names, with the ids of rows that may have to be made for them. */
function placesOf(order: WmsOrder, reports: readonly WmsLineReport[]): WmsPlaceOfItem[] {
  const places = new Map<string, WmsPlaceOfItem>();
  for (const { line: number, allocated, takenBack, returned } of reports) {
    const sku = order.lines.find((line) => line.number === number)?.sku;
    if (sku === undefined) continue;
    for (const { lot } of [...allocated, ...takenBack, ...returned]) {
      places.set(`${sku}\n${lot ?? ""}`, placeOf(sku, lot));
    }
  }
  return [...places.values()];
}

function placeOf(sku: string, lot: string | null): WmsPlaceOfItem {
  return { sku, lot, stockId: newId(), lotId: newId() };
}

function header(account: WmsAccount, method: string, requestId: string | null): CommandHeader {
  const entryId = newId();
  const source = `wms/${account.code}`;
  return {
    entryId,
    key: { source, requestId: requestId ?? entryId },
    method,
    fingerprint: "",
    actor: source,
    validateOnly: false,
  };
}
