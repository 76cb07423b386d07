import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { transferStateFromProto, transferToProto } from "../convert/transfer.ts";
import { Pager } from "../paging.ts";

/** Lists transfers, newest first, in pages. */
export const listTransfers: Handler<typeof StockService.method.listTransfers> = async (
  request,
  call,
) => {
  const filter = [request.state, request.from, request.to];
  const pager = new Pager("ListTransfers", request, filter, "id");
  const [from, to] = [request.from || null, request.to || null];
  const state = transferStateFromProto(request.state);
  const { after: afterId, limit } = pager;
  const found = await call.books.listTransfers({ from, to, state, afterId, limit });
  const { page, nextPageToken } = pager.cut(found, ({ id }) => id);
  return { transfers: page.map(transferToProto), nextPageToken };
};
