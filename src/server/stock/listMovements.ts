import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { movementQuery, movementToProto, placeOf } from "../convert/history.ts";
import { filterOf, Pager } from "../paging.ts";

/** Lists what has happened to stock, in pages. */
export const listMovements: Handler<typeof StockService.method.listMovements> = async (
  request,
  call,
) => {
  const pager = new Pager(
    "ListMovements",
    request,
    filterOf(movementQuery(request, null)),
    "place",
  );
  const query = movementQuery(request, pager.after);
  const { movements, next } = await call.books.history.movements(query);
  return {
    movements: movements.map(movementToProto),
    nextPageToken: pager.tokenOf(placeOf(next)),
  };
};
