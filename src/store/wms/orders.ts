import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import { WMS_ORDER_COLUMNS, wmsOrderOf, type WmsOrderColumns } from "../lane/read/wms.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { send, type Statement } from "../sql/statement.ts";

/** Which orders: those to push or cancel, those that a page may hand over, or all that something is still to come of. */
export type WmsOrderFilter = "due" | "awaiting" | "open";

const COLUMN: Readonly<Record<WmsOrderFilter, string>> = {
  due: "is_due",
  awaiting: "awaits",
  open: "is_open",
};

function statement(filter: WmsOrderFilter): Statement {
  return {
    name: `find_${filter}_wms_orders`,
    text: `
      select ${WMS_ORDER_COLUMNS}
        from wms_order o
       where o.tenant_id = $1 and o.location = $2 and o.${COLUMN[filter]} and o.reference > $3
       order by o.reference
       limit $4`,
  };
}

const STATEMENTS: Readonly<Record<WmsOrderFilter, Statement>> = {
  due: statement("due"),
  awaiting: statement("awaiting"),
  open: statement("open"),
};

/** Orders at a location, oldest first. @param after the reference of the last one that was read; empty: none */
export async function listWmsOrders(
  pool: Pool,
  tenantId: Uuid,
  location: string,
  filter: WmsOrderFilter,
  page: { readonly after: string; readonly limit: number },
): Promise<WmsOrder[]> {
  return await readTransaction(pool, tenantId, async (client) => {
    const values = [tenantId, location, page.after, page.limit];
    const { rows } = await send<WmsOrderColumns>(client, STATEMENTS[filter], values);
    return rows.map(wmsOrderOf);
  });
}

const READ_ORDER: Statement = {
  name: "read_wms_order",
  text: `select ${WMS_ORDER_COLUMNS} from wms_order o where o.tenant_id = $1 and o.reference = $2`,
};

/** One order by its reference, or undefined. */
export async function readWmsOrder(
  pool: Pool,
  tenantId: Uuid,
  reference: string,
): Promise<WmsOrder | undefined> {
  return await readTransaction(pool, tenantId, async (client) => {
    const { rows } = await send<WmsOrderColumns>(client, READ_ORDER, [tenantId, reference]);
    return rows.map(wmsOrderOf)[0];
  });
}
