import type { Uuid } from "../../core/stock.ts";
import { isHandedOver, type WmsOrder } from "../../core/wms/order.ts";
import type { WmsRow } from "../../core/wms/row.ts";
import type { WmsPlaceLink } from "../../store/wms/accounts.ts";
import { listWmsOrders } from "../../store/wms/orders.ts";
import { readWmsRows } from "../../store/wms/rows.ts";
import { deadline, stepCommand } from "./commands.ts";
import type { SyncContext } from "./context.ts";

/** Orders that are read and handed over at once. */
const ORDERS_AT_ONCE = 200;

/** In the middle of a walk, orders are handed over this often: what waits longer counts twice for so long. */
const PAUSE_MS = 1_000;

/** Hands orders over as the pages come that show what runs have allocated to them. */
export class Settler {
  readonly #context: SyncContext;
  #nextAt = 0;

  constructor(context: SyncContext) {
    this.#context = context;
  }

  /** Looks through the orders that wait for a page, unless that was done a moment ago. */
  async settleNow(places: readonly WmsPlaceLink[], isLast = false): Promise<void> {
    if (!isLast && performance.now() < this.#nextAt) return;
    for (const place of places) await settlePlace(this.#context, place);
    this.#nextAt = performance.now() + PAUSE_MS;
  }
}

/** Hands over every order at a place that its pages show. @returns how many took a step */
export async function settlePlace(context: SyncContext, place: WmsPlaceLink): Promise<number> {
  const { account, pool, booksOf } = context;
  const { tenantId, location } = place;
  const books = booksOf(tenantId);
  let settled = 0;
  let after = "";
  for (;;) {
    const limit = ORDERS_AT_ONCE;
    const orders = await listWmsOrders(pool, tenantId, location, "awaiting", { after, limit });
    const rows = await readWmsRows(pool, tenantId, stockOf(orders));
    const ready = orders.filter((order) => isReady(context, order, rows));
    const command = (order: WmsOrder) => stepCommand(account, order, { what: "settle" });
    await Promise.all(ready.map((order) => books.submit(command(order), deadline())));
    settled += ready.length;
    if (orders.length < limit) return settled;
    after = orders.at(-1)?.reference ?? after;
  }
}

function isReady(
  { account }: SyncContext,
  order: WmsOrder,
  rows: ReadonlyMap<Uuid, WmsRow>,
): boolean {
  return order.lines.some(({ allocations }) =>
    allocations.some((allocation) => {
      const sight = rows.get(allocation.stockId)?.sight ?? null;
      return !allocation.handedOver && isHandedOver(allocation, sight, account.dialect);
    }),
  );
}

function stockOf(orders: readonly WmsOrder[]): Uuid[] {
  const ids = orders.flatMap(({ lines }) =>
    lines.flatMap(({ allocations }) =>
      allocations.filter(({ handedOver }) => !handedOver).map(({ stockId }) => stockId),
    ),
  );
  return [...new Set(ids)];
}
