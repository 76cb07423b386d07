import { randomUUID } from "node:crypto";

import type { StockClient } from "../../test/support/stockClient.ts";
import type { Cycle } from "./endure.ts";

const HOT_SKU = "HOT";
const LOCATION = "MAIN";

/** Units of everything: more than are ever sold. */
const PLENTY = 1_000_000_000_000n;

/** Lines of one receipt. */
const LINES_MAX = 100;

/**
 * Makes the SKUs and stocks them up. Every other order is then of the one SKU that everybody wants, the rest go
 * round all others.
 *
 * @returns what reserves and sells one order
 */
export async function openForOrders(
  clients: readonly StockClient[],
  skuCount: number,
): Promise<Cycle> {
  const rest = Array.from({ length: skuCount }, (_, index) => `SKU-${index}`);
  const clientOf = (index: number): StockClient => {
    const client = clients[index % clients.length];
    if (client === undefined) throw new Error("nobody to call with");
    return client;
  };
  const { catalog, inventory } = clientOf(0);
  await catalog.createLocation({ requestId: randomUUID(), location: { code: LOCATION } });
  const all = [HOT_SKU, ...rest];
  for (let from = 0; from < all.length; from += LINES_MAX) {
    const some = all.slice(from, from + LINES_MAX);
    await Promise.all(
      some.map((sku) => catalog.createItem({ requestId: randomUUID(), item: { sku } })),
    );
    const lines = some.map((sku) => ({ sku, quantity: PLENTY }));
    await inventory.receive({ requestId: randomUUID(), location: LOCATION, lines });
  }
  return async (index) => {
    const door = clientOf(index).inventory;
    const sku = index % 2 === 0 ? HOT_SKU : (rest[(index >> 1) % rest.length] ?? HOT_SKU);
    const lines = [{ sku, quantity: 1n }];
    const { reservation } = await door.reserve({ requestId: randomUUID(), lines });
    const reservationId = reservation?.id ?? "";
    await door.commit({ requestId: randomUUID(), reservationId });
  };
}
