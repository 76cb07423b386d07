import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type AllocationSchema,
  type ReservationLineSchema,
  type ReservationSchema,
  Reservation_State,
  type WmsProgressSchema,
} from "@holdfast/client";
import type { Instant } from "../../core/instant.ts";
import {
  type Allocation,
  type Reservation,
  type ReservationLine,
  type ReservationState,
  seenAt,
  stateAt,
} from "../../core/reservation.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import { progressOf } from "../../core/wms/progress.ts";
import type { Answer } from "../../store/answer.ts";
import type { SeenReservation } from "../../store/store.ts";
import { durationToProto, timestampToProto } from "./time.ts";
import { progressToProto } from "./progress.ts";

const STATES = {
  held: Reservation_State.HELD,
  committed: Reservation_State.COMMITTED,
  fulfilled: Reservation_State.FULFILLED,
  released: Reservation_State.RELEASED,
  expired: Reservation_State.EXPIRED,
} satisfies Record<ReservationState, Reservation_State>;

/** A reservation as it is told, at the moment it was seen. */
export function reservationToProto(
  seen: SeenReservation,
): MessageInitShape<typeof ReservationSchema> {
  const { reservation, wmsOrders, now } = seen;
  return convert(reservation, wmsOrders, now, reservation.id);
}

/** The reservation that a command made or changed. A dry run tells it without its id. */
export function answeredReservation(
  answer: Answer,
): MessageInitShape<typeof ReservationSchema> | undefined {
  if (answer.reservation === null) return undefined;
  const id = answer.entry === null ? "" : answer.reservation.id;
  return convert(answer.reservation, answer.wmsOrders, answer.now, id);
}

/** The state that a filter asks for, or null for any. */
export function stateFromProto(state: Reservation_State): ReservationState | null {
  for (const [name, value] of Object.entries(STATES)) {
    if (value === state) return name as ReservationState;
  }
  return null;
}

function convert(
  reservation: Reservation,
  wmsOrders: readonly WmsOrder[],
  now: Instant,
  id: string,
): MessageInitShape<typeof ReservationSchema> {
  const { allocations } = seenAt(reservation, now);
  const progress = progressOf(reservation, wmsOrders);
  return {
    id,
    orderRef: reservation.orderRef,
    state: STATES[stateAt(reservation, now)],
    expireTime: timestampToProto(reservation.expiresAt),
    createTime: timestampToProto(reservation.createdAt),
    lines: reservation.lines.map((line) =>
      lineToProto(
        line,
        allocations.filter((allocation) => allocation.line === line.number),
        progress
          .filter((step) => step.line === line.number)
          .map((step) => progressToProto(step, id !== "")),
      ),
    ),
  };
}

function lineToProto(
  line: ReservationLine,
  allocations: readonly Allocation[],
  wms: MessageInitShape<typeof WmsProgressSchema>[],
): MessageInitShape<typeof ReservationLineSchema> {
  return {
    number: line.number,
    sku: line.sku,
    quantity: line.quantity,
    shortQuantity: line.shortQuantity,
    location: line.location ?? "",
    lot: line.lot ?? "",
    minRemainingShelfLife: durationToProto(line.minShelfLifeMs),
    allocations: allocations.map(allocationToProto),
    wms,
    components: line.components.map(({ sku, perBundle }) => ({ sku, quantity: perBundle })),
  };
}

function allocationToProto(allocation: Allocation): MessageInitShape<typeof AllocationSchema> {
  return {
    number: allocation.number,
    sku: allocation.sku,
    location: allocation.location,
    lot: allocation.lot ?? "",
    quantity: allocation.quantity,
    held: allocation.held,
    committed: allocation.committed,
    fulfilled: allocation.fulfilled,
    released: allocation.released,
    expired: allocation.expired,
    shortTime: timestampToProto(allocation.held > 0n ? allocation.shortAt : null),
    returned: allocation.returned,
  };
}
