import { randomUUID } from "node:crypto";

import { linkWarehouse } from "../support/linkedWarehouse.ts";
import type { Neighbour } from "./twoTenants.ts";

/**
 * Links one of a tenant's locations to a warehouse system, which shows some units of an item there and of something that
 * nobody knows, tells of one more, and is to deliver two.
 *
 * @returns the id of the sale
 */
export async function furnishOutside(
  neighbour: Neighbour,
  location: string,
  sku: string,
  orderRef: string,
): Promise<string> {
  await neighbour.location(location, { deferred: true });
  const warehouse = await linkWarehouse(neighbour.shop, neighbour.tenant, location);
  const line = { sku, orderable: 9n, holds: { "QH-1": 2n } };
  await warehouse.shows([line, { ...line, sku: `${sku}-STRANGER` }]);
  await warehouse.tells(sku, 1n);
  await warehouse.close();
  const order = { requestId: randomUUID(), orderRef, lines: [{ sku, quantity: 2n, location }] };
  const { reservation } = await neighbour.client.inventory.sell(order);
  return reservation?.id ?? "";
}
