import type { StockService } from "@holdfast/client";
import { isShort } from "../../core/stock.ts";
import type { Handler } from "../call.ts";
import { setStockCommand } from "../convert/movement.ts";
import { movementToProto } from "../convert/stock.ts";

/** States what is on hand, and names who is short of it. */
export const setStock: Handler<typeof StockService.method.setStock> = async (request, call) => {
  const answer = await call.submit(setStockCommand(request, call));
  const short = answer.stock.filter(isShort).map(({ id }) => id);
  const shortReservations = [...(await call.books.promisedOn(short))];
  return { ...movementToProto(answer), shortReservations };
};
