import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { answeredReservation } from "../convert/reservation.ts";

/** Lets a parked order be pushed again. */
export const unparkOrder: Handler<typeof WmsService.method.unparkOrder> = async (request, call) => {
  const command = await call.wms.unpark(call.header(request), request.reference);
  return { reservation: answeredReservation(await call.submit(command)) };
};
