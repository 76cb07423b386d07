import { randomUUID } from "node:crypto";

import { type BookKeeper, momentOf } from "./verifyKeeper.ts";

/** What counts add to a shop's books. */
export interface CountedBooks {
  /** Closed: 17 socks of 18 were found, and milk was as the books said. */
  readonly closed: string;
  /** Open: milk is to be counted. */
  readonly open: string;
  /** Number of the entry that recorded the first one. */
  readonly record: number;
  readonly stock: string;
}

interface Places {
  readonly item: { readonly sock: string; readonly milk: string };
  readonly location: { readonly main: string };
  readonly stock: { readonly sock: string; readonly milk: string };
  readonly lot: string;
}

/** Writes what a shop has counted. */
export async function tellCounts(books: BookKeeper, places: Places): Promise<CountedBooks> {
  const [closed, open] = [randomUUID(), randomUUID()];
  const { item, stock, lot, location } = places;
  await books.enter("open_count", {}, null, closed);
  const record = await books.enter("record_count", {});
  const close = await books.enter("close_count", { [stock.sock]: { on_hand: -1 } });
  const at = { location_id: location.main, scope: "all", created_at: momentOf(0) };
  await books.tell("stock_count", {
    id: closed,
    ...at,
    state: "closed",
    closed_at: momentOf(close),
    lines: 2,
    recorded: 2,
    uncorrected: 0,
    surplus: 0,
    missing: 1,
  });
  const sock = { counted: 17, on_hand: 18 };
  const milk = { counted: 9, on_hand: 9 };
  const recorded = { count_id: closed, recorded_at: momentOf(record) };
  await books.tell("count_line", {
    ...recorded,
    line: 1,
    item_id: item.sock,
    ...sock,
    corrected: -1,
  });
  await books.tell("count_line", {
    ...recorded,
    line: 2,
    item_id: item.milk,
    lot_id: lot,
    ...milk,
  });
  for (const [index, line] of [sock, milk].entries()) {
    await books.tell("count_record", { seq: record, count_id: closed, line: index + 1, ...line });
  }
  await books.enter("open_count", {}, null, open);
  await books.tell("stock_count", {
    id: open,
    ...at,
    state: "open",
    lines: 1,
    recorded: 0,
    uncorrected: 0,
    surplus: 0,
    missing: 0,
  });
  const line = { count_id: open, line: 1, item_id: item.milk, lot_id: lot };
  await books.tell("count_line", line);
  return { closed, open, record, stock: stock.sock };
}
