import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { extendCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Moves the end of a hold. */
export const extend: Handler<typeof InventoryService.method.extend> = async (request, call) => {
  const answer = await call.submit(extendCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
