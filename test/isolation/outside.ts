import { randomUUID } from "node:crypto";

import { linkWarehouse } from "../support/linkedWarehouse.ts";
import type { Names, Neighbour } from "./twoTenants.ts";

/**
 * Links one of a tenant's locations to a warehouse system, which shows some units of an item there and of something that
 * nobody knows, tells of one more of each, and is to deliver two.
 *
 * @returns the id of the sale, and the reference of its order
 */
export async function furnishOutside(
  { shop, tenant, client, location: open }: Neighbour,
  { outside: location, sku, eventId }: Pick<Names, "outside" | "sku" | "eventId">,
  orderRef: string,
): Promise<Pick<Names, "ordered" | "reference">> {
  await open(location, { deferred: true });
  const warehouse = await linkWarehouse(shop, tenant, location);
  const line = { sku, orderable: 9n, holds: { "QH-1": 2n } };
  await warehouse.shows([line, { ...line, sku: `${sku}-STRANGER` }]);
  await warehouse.tells(sku, 1n);
  await warehouse.tellsInVain(`${sku}-STRANGER`, eventId);
  await warehouse.close();
  const lines = [{ sku, quantity: 2n, location }];
  const { reservation } = await client.inventory.sell({ requestId: randomUUID(), orderRef, lines });
  const reference = reservation?.lines[0]?.wms[0]?.reference ?? "";
  return { ordered: reservation?.id ?? "", reference };
}
