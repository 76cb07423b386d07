import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import type { WmsPlaceLink } from "../../store/wms/accounts.ts";
import { readWmsClock } from "../../store/wms/leases.ts";
import { listWmsOrders } from "../../store/wms/orders.ts";
import { listWaitingRows } from "../../store/wms/rows.ts";
import type { WmsOrderState } from "../port.ts";
import { confirmCommand, deadline, reportOf, stepCommand } from "./commands.ts";
import { readPlaces, type SyncContext } from "./context.ts";
import { settlePlace } from "./settle.ts";
import { tellsNothing } from "./tellsNothing.ts";

/** Orders that are asked for in one request. */
const ORDERS_AT_ONCE = 200;

/** Rows that one command confirms. */
const ROWS_AT_ONCE = 250;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Asks what has become of every order that something is still to come of, and writes it into the books. When a whole
 * round is in, pages that waited for it may count.
 *
 * @returns how many orders were asked for
 */
export async function askStates(
  context: SyncContext,
  signal: AbortSignal,
  goOn: () => Promise<boolean>,
): Promise<number> {
  const places = await readPlaces(context);
  let asked = 0;
  for (const place of places.all) {
    const askedAt: Instant = await readWmsClock(context.pool);
    let after = "";
    for (;;) {
      if (!(await goOn())) return asked;
      const orders = await askSome(context, place, after, signal);
      asked += orders.length;
      if (orders.length < ORDERS_AT_ONCE) break;
      after = orders.at(-1)?.reference ?? after;
    }
    if (context.client.dialect.takesBack) await confirm(context, place, askedAt);
    await settlePlace(context, place);
  }
  return asked;
}

async function askSome(
  context: SyncContext,
  place: WmsPlaceLink,
  after: string,
  signal: AbortSignal,
): Promise<WmsOrder[]> {
  const { pool, client } = context;
  const { tenantId, location } = place;
  const page = { after, limit: ORDERS_AT_ONCE };
  const orders = await listWmsOrders(pool, tenantId, location, "open", page);
  const sent = orders.filter(({ status }) => status === "sending" || status === "acked");
  if (sent.length > 0) {
    const references = sent.map(({ reference }) => reference);
    await takeStates(context, tenantId, sent, await client.orderStates(references, signal));
  }
  return orders;
}

/** Writes order states into the books. */
export async function takeStates(
  { account, booksOf }: SyncContext,
  tenantId: Uuid,
  orders: readonly WmsOrder[],
  states: readonly WmsOrderState[],
): Promise<void> {
  const books = booksOf(tenantId);
  const byReference = new Map(orders.map((order) => [order.reference, order]));
  await Promise.all(
    states.map(async (state) => {
      const order = byReference.get(state.reference);
      if (order === undefined || tellsNothing(order, state)) return;
      await books.submit(stepCommand(account, order, reportOf(state)), deadline());
    }),
  );
}

async function confirm(
  { account, pool, booksOf }: SyncContext,
  place: WmsPlaceLink,
  askedAt: Instant,
): Promise<void> {
  const { tenantId, locationId } = place;
  let after: Uuid = FIRST_ID;
  for (;;) {
    const page = { after, limit: ROWS_AT_ONCE };
    const stockIds = await listWaitingRows(pool, tenantId, locationId, page);
    if (stockIds.length === 0) return;
    const command = confirmCommand(account, place, askedAt, stockIds);
    await booksOf(tenantId).submit(command, deadline());
    after = stockIds.at(-1) ?? after;
  }
}
