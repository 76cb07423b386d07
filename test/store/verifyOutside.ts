import { randomUUID } from "node:crypto";

import { type BookKeeper, momentOf } from "./verifyKeeper.ts";

/** What a warehouse system's location adds to a shop's books. */
export interface OutsideBooks {
  readonly location: string;
  /** Of the lot that was asked for, of the one that served, and one that nothing was posted to. */
  readonly stock: { readonly asked: string; readonly served: string; readonly untold: string };
  /**
   * 4 milk of lot L1, which a run served from lot L2: 2 handed over, of which 1 was taken back and is claimed anew; 1
   * given up. So 2 are sold and not yet shown.
   */
  readonly reservation: string;
  readonly seq: Readonly<Record<"page" | "event" | "release" | "condition", number>>;
}

interface Items {
  readonly item: { readonly sock: string; readonly milk: string };
  /** Number L1, of milk. */
  readonly lot: string;
}

/** Writes what a shop knows of a location that a warehouse system counts. */
export async function tellOutside(books: BookKeeper, { item, lot }: Items): Promise<OutsideBooks> {
  const wms_account_id = randomUUID();
  const row = { code: "WH", fulfilment: "deferred", wms_account_id };
  const location_id = await books.add("location", row);
  const other = await books.add("lot", { item_id: item.milk, number: "L2" });
  const stock = {
    asked: await books.addStock({ item_id: item.milk, location_id, lot_id: lot }),
    served: await books.addStock({ item_id: item.milk, location_id, lot_id: other }),
    untold: await books.addStock({ item_id: item.sock, location_id }),
  };
  const page = await books.enter("wms_page", {
    [stock.asked]: { on_hand: 5 },
    [stock.served]: { on_hand: 6, wms_unallocatable: 1 },
  });
  const event = await books.enter("wms_event", {});
  const condition = await books.enter("state_condition", {
    [stock.served]: { damaged: 1, wms_unallocatable: -1 },
  });
  const { reservation, release } = await tellOrder(books, stock, item.milk);
  const seq = { page, event, condition, release };
  return { location: location_id, stock, reservation, seq };
}

async function tellOrder(books: BookKeeper, stock: OutsideBooks["stock"], milk: string) {
  const id = randomUUID();
  const moves = async (committed: Readonly<Record<string, number>>): Promise<number> => {
    const rows = Object.entries(committed).map(([on, units]) => [on, { committed: units }]);
    return await books.enter("wms_order", Object.fromEntries(rows), id);
  };
  await books.enter("sell", { [stock.asked]: { committed: 4 } }, id);
  await moves({});
  await moves({ [stock.asked]: -4, [stock.served]: 4 });
  await books.enter("wms_page", { [stock.served]: { on_hand: -2 } });
  await moves({ [stock.served]: -2 });
  const release = await books.enter("release", {}, id);
  await moves({ [stock.served]: -1 });
  const last = await moves({ [stock.served]: 1 });
  await books.reserve({
    id,
    lines: [{ item: milk, sku: "MILK", quantity: "4", location: "WH", lot: "L1" }],
    ttlMs: null,
    allocations: [
      { line: 1, stock: stock.asked, units: {} },
      {
        line: 1,
        number: 2,
        stock: stock.served,
        units: { committed: 1, fulfilled: 1, released: 2 },
      },
      { line: 1, number: 3, stock: stock.served, units: { committed: 1 } },
    ],
    releasedAt: momentOf(last),
  });
  const shown = { stock: stock.served, quantity: "2", toldAt: 0, handedOver: true, undone: "1" };
  const units = { ordered: "4", takenBack: "1", closed: "1", cancelled: "1" };
  const line = { number: 1, line: 1, sku: "MILK", lot: "L1", ...units, allocations: [shown] };
  await books.order({ reference: `${id}.1`, reservation_id: id, location: "WH", lines: [line] });
  return { reservation: id, release };
}
