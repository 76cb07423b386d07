import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { cardLineToProto, cardQuery, placeOf } from "../convert/history.ts";
import { filterOf, Pager } from "../paging.ts";

/** Draws a stock card, in pages. */
export const getStockCard: Handler<typeof StockService.method.getStockCard> = async (
  request,
  call,
) => {
  const pager = new Pager("GetStockCard", request, filterOf(cardQuery(request, null)), "place");
  const card = await call.books.history.card(cardQuery(request, pager.after));
  const next = card.next === null ? null : `${placeOf(card.next)}/${card.lastSeq}`;
  return {
    openingBalances: card.opening,
    lines: card.lines.map(cardLineToProto),
    closingBalances: card.closing,
    nextPageToken: pager.tokenOf(next),
  };
};
