import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { commitCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Sells what is held. */
export const commit: Handler<typeof InventoryService.method.commit> = async (request, call) => {
  const answer = await call.submit(commitCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
