import type { StockService } from "@holdfast/client";
import { countNotFound } from "../../core/count/count.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { countToProto } from "../convert/count.ts";

/** Returns one count as it stands now. */
export const getCount: Handler<typeof StockService.method.getCount> = async ({ countId }, call) => {
  const count = await call.books.count(countId.toLowerCase());
  if (count === undefined) throw new CommandRejected(countNotFound(countId));
  return { count: countToProto(count) };
};
