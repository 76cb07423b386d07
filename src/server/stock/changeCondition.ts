import type { StockService } from "@holdfast/client";
import { isShort } from "../../core/stock.ts";
import type { Handler } from "../call.ts";
import { changeConditionCommand } from "../convert/condition.ts";
import { movementToProto } from "../convert/stock.ts";

/** Says of units that they may no longer be sold, or may be again, and names who is short of them. */
export const changeCondition: Handler<typeof StockService.method.changeCondition> = async (
  request,
  call,
) => {
  const answer = await call.submit(changeConditionCommand(request, call));
  const short = answer.stock.filter(isShort).map(({ id }) => id);
  const shortReservations = [...(await call.books.promisedOn(short))];
  return { ...movementToProto(answer), shortReservations };
};
