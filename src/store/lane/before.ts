import type { Facts } from "../../core/facts.ts";
import { lineKey } from "../../core/count/countBook.ts";
import type { Before } from "./write/page.ts";

/** What the rows of a page were when they were read. */
export function beforeOf(facts: Facts): Before {
  const { lots, stock, reservations, wmsRows, wmsOrders, transfers, counts } = facts;
  const described = byId(lots);
  const rows = byId(stock);
  const known = byId(reservations);
  const told = new Map(wmsRows.map((row) => [row.stockId, row]));
  const orders = new Map(wmsOrders.map((order) => [order.reference, order]));
  const shipments = byId(transfers);
  const counted = byId(counts.counts);
  const lines = new Map(counts.lines.map((line) => [lineKey(line.countId, line), line]));
  return {
    lot: (id) => described.get(id) ?? null,
    stock: (id) => rows.get(id) ?? null,
    reservation: (id) => known.get(id) ?? null,
    wmsRow: (id) => told.get(id) ?? null,
    wmsOrder: (reference) => orders.get(reference) ?? null,
    transfer: (id) => shipments.get(id) ?? null,
    count: (id) => counted.get(id) ?? null,
    countLine: (key) => lines.get(key) ?? null,
  };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
