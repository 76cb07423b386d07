import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { sellCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Reserves and commits in one step. */
export const sell: Handler<typeof InventoryService.method.sell> = async (request, call) => {
  const answer = await call.submit(sellCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
