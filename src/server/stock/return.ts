import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { answeredReservation } from "../convert/reservation.ts";
import { returnCommand } from "../convert/return.ts";
import { movementToProto } from "../convert/stock.ts";

/** Books units that a customer brings back. */
export const returnUnits: Handler<typeof StockService.method.return> = async (request, call) => {
  const answer = await call.submit(returnCommand(request, call));
  return { ...movementToProto(answer), reservation: answeredReservation(answer) };
};
