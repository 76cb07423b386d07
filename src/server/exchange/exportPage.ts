import type { ExchangeService } from "@holdfast/client";
import { exportRows } from "../../exchange/exportPage.ts";
import { pageOfLines, writerOf } from "../../exchange/writeRows.ts";
import type { Handler } from "../call.ts";
import { formatFromProto, kindFromProto } from "../convert/rows.ts";
import { Pager } from "../paging.ts";

/** Writes rows as a file that can be imported, in pages. */
export const exportPage: Handler<typeof ExchangeService.method.export> = async (request, call) => {
  const [kind, format] = [kindFromProto(request.kind), formatFromProto(request.format)];
  const { sku, location, fromSeq } = request;
  const filter = [kind, format, sku, location, String(fromSeq)];
  const pager = new Pager("Export", request, filter, "text");
  const { after, limit } = pager;
  const of = { sku: sku || null, location: location || null, fromSeq };
  const found = await exportRows(call.books, call.catalog, { kind, ...of, after, limit });
  const { lines, count } = pageOfLines(writerOf(kind, format), found, limit - 1, after === null);
  const { page, nextPageToken } = pager.cutAt(count, found, ({ key }) => key);
  return { chunk: Buffer.from(lines), rows: page.length, nextPageToken };
};
