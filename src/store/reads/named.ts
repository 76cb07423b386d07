import type { PoolClient } from "pg";

import { itemNotFound, locationNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../errors.ts";
import { send, type Statement } from "../sql/statement.ts";
import type { StockPlace } from "../stockReads.ts";

const FIND_NAMED: Statement = {
  name: "find_named",
  text: `
    select exists (select from item where tenant_id = $1 and sku = $2) as has_item,
           exists (select from location where tenant_id = $1 and code = $3) as has_location`,
};

/** Refuses a filter that names an item or a location which does not exist: an empty list would be a wrong answer. */
export async function insistOnNamed(
  client: PoolClient,
  tenantId: string,
  { sku, location }: StockPlace,
): Promise<void> {
  if (sku === null && location === null) return;
  type Row = { readonly has_item: boolean; readonly has_location: boolean };
  const { rows } = await send<Row>(client, FIND_NAMED, [tenantId, sku ?? "", location ?? ""]);
  if (sku !== null && !rows[0]?.has_item) throw new CommandRejected(itemNotFound(sku, "sku"));
  if (location !== null && !rows[0]?.has_location)
    throw new CommandRejected(locationNotFound(location, "location"));
}
