import type { InventoryService } from "@holdfast/client";
import { reservationNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { reservationToProto } from "../convert/reservation.ts";

/** Returns one reservation as it stands now. */
export const getReservation: Handler<typeof InventoryService.method.getReservation> = async (
  request,
  call,
) => {
  const seen = await call.books.reservation(request.reservationId.toLowerCase());
  if (seen === undefined) throw new CommandRejected(reservationNotFound(request.reservationId));
  return { reservation: reservationToProto(seen) };
};
