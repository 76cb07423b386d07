import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { closeCountCommand, countLinesToProto, countStepToProto } from "../convert/count.ts";

/** So many lines that differ are told at once; the rest is a list. */
const VARIANCES_MAX = 200;

/** Corrects the books by what was counted, and tells what that was and who is short of it. */
export const closeCount: Handler<typeof StockService.method.closeCount> = async (request, call) => {
  const answer = await call.submit(closeCountCommand(request, call));
  const told = countStepToProto(answer);
  if (answer.entry === null) return told;
  const countId = request.countId.toLowerCase();
  const query = { countId, only: "differing", afterLine: 0, limit: VARIANCES_MAX } as const;
  const found = await call.books.countLines(query);
  const variances = found === undefined ? [] : countLinesToProto(found.count, found.lines);
  const short = await call.books.shortAfterCount(countId);
  return { ...told, variances, shortReservations: [...(await call.books.promisedOn(short))] };
};
