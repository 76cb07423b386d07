import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { fulfilCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Ships committed units. */
export const fulfil: Handler<typeof InventoryService.method.fulfil> = async (request, call) => {
  const answer = await call.submit(fulfilCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
