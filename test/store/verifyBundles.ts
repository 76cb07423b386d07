import { randomUUID } from "node:crypto";

import { type BookKeeper, momentOf } from "./verifyKeeper.ts";

/** What bundles add to a shop's books. */
export interface BundleBooks {
  /** 2 socks and 1 milk; and two of those sets. */
  readonly item: { readonly set: string; readonly crate: string };
  /** 3 sets at MAIN: 1 held, 1 sold, 1 given back. */
  readonly reservation: string;
}

interface Places {
  readonly item: { readonly sock: string; readonly milk: string };
  readonly stock: { readonly sock: string; readonly milk: string };
}

/** Writes what a shop knows of bundles of socks and milk. */
export async function tellBundles(
  books: BookKeeper,
  { item, stock }: Places,
): Promise<BundleBooks> {
  const set = await books.add("item", { sku: "SET", is_bundle: true });
  const crate = await books.add("item", { sku: "CRATE", is_bundle: true });
  await books.addPart({ item_id: set, part_item_id: item.sock, position: 1, quantity: 2 });
  await books.addPart({ item_id: set, part_item_id: item.milk, position: 2, quantity: 1 });
  await books.addPart({ item_id: crate, part_item_id: set, position: 1, quantity: 2 });
  await books.addPart({ item_id: crate, part_item_id: item.sock, position: 2, quantity: 0 });
  const id = randomUUID();
  const both = (sock: object, milk: object) => ({ [stock.sock]: sock, [stock.milk]: milk });
  await books.enter("set_parts", {});
  await books.enter("reserve", both({ held: 6 }, { held: 3 }), id);
  await books.enter("commit", both({ held: -2, on_hand: -2 }, { held: -1, on_hand: -1 }), id);
  const last = await books.enter("release", both({ held: -2 }, { held: -1 }), id);
  const components = [
    { item: item.sock, sku: "SOCK", units: "2" },
    { item: item.milk, sku: "MILK", units: "1" },
  ];
  const socks = { line: 1, number: 1, component: 1, perBundle: 2, stock: stock.sock };
  const milk = { line: 1, number: 2, component: 2, perBundle: 1, stock: stock.milk };
  await books.reserve({
    id,
    lines: [{ item: set, sku: "SET", quantity: "3", components }],
    ttlMs: 900_000,
    allocations: [
      { ...socks, units: { held: 2, fulfilled: 2, released: 2 } },
      { ...milk, units: { held: 1, fulfilled: 1, released: 1 } },
    ],
    releasedAt: momentOf(last),
  });
  return { item: { set, crate }, reservation: id };
}
