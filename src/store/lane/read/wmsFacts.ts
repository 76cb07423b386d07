import type { PoolClient } from "pg";

import type { Command } from "../../../core/command.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { StockRow } from "../../../core/stock.ts";
import type { WmsOrder } from "../../../core/wms/order.ts";
import type { WmsRow } from "../../../core/wms/row.ts";
import { settled } from "../../sql/statement.ts";
import { findWmsOrders, findWmsRows } from "./wms.ts";

/** Commands that go by what a warehouse system has told of the stock they name. */
const TELLS_OF_WMS = new Set<Command["kind"]>([
  "changeCondition",
  "wmsPage",
  "wmsConfirm",
  "wmsEvent",
  "wmsOrder",
  "wmsResolve",
]);

/** What warehouse systems have told of stock, as far as the commands go by it, and the orders of the reservations to them. */
export async function readWms(
  client: PoolClient,
  tenantId: string,
  commands: readonly Command[],
  stock: readonly StockRow[],
  reservations: readonly Reservation[],
): Promise<[WmsRow[], WmsOrder[]]> {
  const managed = stock.filter(({ location }) => location.wmsAccountId !== null);
  if (managed.length === 0) return [[], []];
  const rows = commands.some(({ kind }) => TELLS_OF_WMS.has(kind)) ? managed : [];
  const isOrdered = new Set(managed.map(({ id }) => id));
  const ordered = reservations.filter(({ allocations }) =>
    allocations.some(({ stockId }) => isOrdered.has(stockId)),
  );
  const idsOf = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id);
  return await settled([
    findWmsRows(client, tenantId, idsOf(rows)),
    findWmsOrders(client, tenantId, idsOf(ordered)),
  ]);
}
