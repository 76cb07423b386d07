import type { StockService } from "@holdfast/client";
import { reservationNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { explanationToProto } from "../convert/explanation.ts";

/** Explains why a reservation got the stock that it got. */
export const explainReservation: Handler<typeof StockService.method.explainReservation> = async (
  request,
  call,
) => {
  const explained = await call.books.history.explain(request.reservationId.toLowerCase());
  if (explained === undefined)
    throw new CommandRejected(reservationNotFound(request.reservationId));
  return explanationToProto(explained);
};
