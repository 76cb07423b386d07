import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { reserveCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Holds every requested line, or none of them. */
export const reserve: Handler<typeof InventoryService.method.reserve> = async (request, call) => {
  const answer = await call.submit(reserveCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
