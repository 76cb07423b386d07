import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { releaseCommand } from "../convert/order.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Gives back what is held and, when asked, what is committed. */
export const release: Handler<typeof InventoryService.method.release> = async (request, call) => {
  const answer = await call.submit(releaseCommand(request, call));
  return { reservation: answeredReservation(answer) };
};
