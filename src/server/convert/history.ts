import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type BalancesSchema,
  type GetStockAsOfRequest,
  type GetStockCardRequest,
  type ListMovementsRequest,
  Movement_Kind,
  type MovementSchema,
  type PastStockSchema,
} from "@holdfast/client";

import type { Balances } from "../../core/balances.ts";
import type { MovementKind } from "../../core/movement.ts";
import type {
  AsOfQuery,
  CardQuery,
  Movement,
  MovementQuery,
  PastStock,
  Position,
} from "../../store/history/history.ts";
import { entryToProto } from "./stock.ts";
import { borderFromProto, instantFromProto } from "./time.ts";

/** What a caller gets who asks for no particular size. */
const PAGE_SIZE_DEFAULT = 50;

const KINDS = {
  reservation: Movement_Kind.RESERVATION,
  release: Movement_Kind.RELEASE,
  expiry: Movement_Kind.EXPIRY,
  sale: Movement_Kind.SALE,
  shipment: Movement_Kind.SHIPMENT,
  return: Movement_Kind.RETURN,
  receipt: Movement_Kind.RECEIPT,
  adjustment: Movement_Kind.ADJUSTMENT,
  manualRemoval: Movement_Kind.MANUAL_REMOVAL,
  count: Movement_Kind.COUNT,
  condition: Movement_Kind.CONDITION,
  transfer: Movement_Kind.TRANSFER,
  rehoming: Movement_Kind.REHOMING,
  wms: Movement_Kind.WMS,
} satisfies Record<MovementKind, Movement_Kind>;

/** Which movements a request asks for. @param place where the page begins, as its token has it */
export function movementQuery(request: ListMovementsRequest, place: string | null): MovementQuery {
  const wanted = Object.entries(KINDS) as [MovementKind, Movement_Kind][];
  return {
    sku: request.sku || null,
    location: request.location || null,
    lot: request.lot || null,
    reservationId: request.reservationId.toLowerCase() || null,
    orderRef: request.orderRef || null,
    kinds: wanted.flatMap(([kind, told]) => (request.kinds.includes(told) ? kind : [])),
    actor: request.actor || null,
    recordedFrom: borderFromProto(request.recordStartTime),
    recordedUntil: borderFromProto(request.recordEndTime),
    occurredFrom: borderFromProto(request.occurredStartTime),
    occurredUntil: borderFromProto(request.occurredEndTime),
    newestFirst: request.newestFirst,
    start: place === null ? null : positionOf(place),
    pageSize: request.pageSize || PAGE_SIZE_DEFAULT,
  };
}

/** Which stock a request asks for, as of when. @param afterId the last row of the page before */
export function asOfQuery(request: GetStockAsOfRequest, afterId: string | null): AsOfQuery {
  const { at } = request;
  return {
    by: at.case === "recordTime" ? "recorded" : "occurred",
    at: instantFromProto(at.value) ?? 0,
    keys: request.keys.map(({ sku, location }) => ({ sku, location: location || null })),
    location: request.location || null,
    afterId,
    pageSize: request.pageSize || PAGE_SIZE_DEFAULT,
  };
}

/** Which card a request asks for. @param place where the page begins and with which entry the card ends */
export function cardQuery(request: GetStockCardRequest, place: string | null): CardQuery {
  const lastSeq = BigInt(place?.split("/")[2] ?? 0);
  return {
    sku: request.sku,
    location: request.location,
    lot: request.lot || null,
    recordedFrom: borderFromProto(request.recordStartTime),
    recordedUntil: borderFromProto(request.recordEndTime),
    start: place === null ? null : { ...positionOf(place), lastSeq },
    pageSize: request.pageSize || PAGE_SIZE_DEFAULT,
  };
}

/** A place in the journal as a token has it. */
export function placeOf(position: Position | null): string | null {
  return position === null ? null : `${position.seq}/${position.stockId}`;
}

/** A movement as it is told. */
export function movementToProto(movement: Movement): MessageInitShape<typeof MovementSchema> {
  const { entry, kind, delta, after, reservationId, lot } = movement;
  const { sku, location, orderRef, actor, reason, reference } = movement;
  return {
    entry: entryToProto(entry),
    kind: KINDS[kind],
    sku,
    location,
    lot: lot ?? "",
    change: delta,
    balances: after,
    reservationId: reservationId ?? "",
    orderRef,
    actor,
    reason,
    reference,
  };
}

/** A stock row as it was, as it is told. */
export function pastStockToProto(stock: PastStock): MessageInitShape<typeof PastStockSchema> {
  return { ...stock, lot: stock.lot ?? "" };
}

/** A line of a stock card as it is told. */
export function cardLineToProto(line: {
  readonly movement: Movement;
  readonly balances: Balances;
}): {
  movement: MessageInitShape<typeof MovementSchema>;
  balances: MessageInitShape<typeof BalancesSchema>;
} {
  return { movement: movementToProto(line.movement), balances: line.balances };
}

function positionOf(place: string): Position {
  const [seq = "0", stockId = ""] = place.split("/");
  return { seq: BigInt(seq), stockId };
}
