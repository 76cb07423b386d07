import {
  type CommitRequest,
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  type ExtendRequest,
  type FulfilRequest,
  type LineSelection as LineSelectionProto,
  type ReleaseRequest,
  ReleaseRequest_Scope,
  type ReserveLine,
  type ReserveRequest,
  type SellRequest,
} from "@holdfast/client";
import type { Duration } from "@bufbuild/protobuf/wkt";
import type {
  Commit,
  Extend,
  Fulfil,
  LineRequest,
  LineSelection,
  Release,
  Reserve,
  Sell,
} from "../../core/command.ts";
import type { Call } from "../call.ts";
import { newId } from "../../store/newId.ts";
import { instantFromProto, msFromProto } from "./time.ts";

/** The command that a Reserve asks for. */
export function reserveCommand(request: ReserveRequest, call: Call): Reserve {
  const ttlMs = request.noExpiry ? null : ttlFromProto(request.ttl, call);
  return { kind: "reserve", ...orderOf(request, call), ttlMs };
}

/** The command that a Sell asks for. */
export function sellCommand(request: SellRequest, call: Call): Sell {
  return { kind: "sell", ...orderOf(request, call) };
}

/** The command that a Commit asks for. */
export function commitCommand(request: CommitRequest, call: Call): Commit {
  return {
    kind: "commit",
    ...call.header(request),
    reservationId: request.reservationId.toLowerCase(),
    lines: request.lines.map(selectionFromProto),
    remainder: request.remainder === CommitRequest_Remainder.KEEP ? "keep" : "release",
    onExpired: request.onExpired === CommitRequest_OnExpired.REACQUIRE ? "reacquire" : "fail",
  };
}

/** The command that a Release asks for. */
export function releaseCommand(request: ReleaseRequest, call: Call): Release {
  const isCancellation = request.scope === ReleaseRequest_Scope.HOLDS_AND_COMMITS;
  return {
    kind: "release",
    ...call.header(request),
    reservationId: request.reservationId.toLowerCase(),
    lines: request.lines.map(selectionFromProto),
    scope: isCancellation ? "holdsAndCommits" : "holds",
    reason: request.reason,
  };
}

/** The command that an Extend asks for. */
export function extendCommand(request: ExtendRequest, call: Call): Extend {
  return {
    kind: "extend",
    ...call.header(request),
    reservationId: request.reservationId.toLowerCase(),
    ttlMs: ttlFromProto(request.ttl, call),
  };
}

/** The command that a Fulfil asks for. */
export function fulfilCommand(request: FulfilRequest, call: Call): Fulfil {
  return {
    kind: "fulfil",
    ...call.header(request),
    reservationId: request.reservationId.toLowerCase(),
    lines: request.lines.map(selectionFromProto),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

function orderOf(request: ReserveRequest | SellRequest, call: Call): Omit<Sell, "kind"> {
  return {
    ...call.header(request),
    reservationId: newId(),
    orderRef: request.orderRef,
    lines: request.lines.map(lineFromProto),
    allowPartial: request.allowPartial,
    replaces: request.replacesReservationId.toLowerCase() || null,
  };
}

function lineFromProto(line: ReserveLine): LineRequest {
  const shelfLife = line.minRemainingShelfLife;
  return {
    sku: line.sku,
    quantity: line.quantity,
    location: line.location || null,
    lot: line.lot || null,
    minShelfLifeMs: shelfLife === undefined ? 0 : msFromProto(shelfLife),
  };
}

function selectionFromProto(selection: LineSelectionProto): LineSelection {
  return { line: selection.line, sku: selection.sku, quantity: selection.quantity };
}

function ttlFromProto(ttl: Duration | undefined, call: Call): number {
  return ttl === undefined ? call.limits.ttlDefaultMs : msFromProto(ttl);
}
