import { randomUUID } from "node:crypto";

import { type BookKeeper, momentOf } from "./verifyKeeper.ts";

/** What transfers add to a shop's books. */
export interface MovedBooks {
  /** The store that the units go to, and another one that takes no part. */
  readonly location: { readonly store: string; readonly other: string };
  /** Socks at MAIN, socks and milk of lot L1 at the store. */
  readonly stock: { readonly from: string; readonly sock: string; readonly milk: string };
  /** 8 socks and 4 milk, all shipped: 4 socks received, 1 damaged, 1 lost, the rest on its way. */
  readonly transfer: string;
  /** 2 socks that were shipped and came back. */
  readonly cancelled: string;
  readonly seq: Readonly<Record<"ship" | "receive", number>>;
}

interface Places {
  readonly item: { readonly sock: string; readonly milk: string };
  readonly location: { readonly main: string };
  readonly stock: { readonly sock: string; readonly milk: string };
  /** Number L1, of milk. */
  readonly lot: string;
}

/** Writes what a shop has sent to a store. */
export async function tellTransfers(books: BookKeeper, places: Places): Promise<MovedBooks> {
  const { item, lot, stock: from } = places;
  const store = await books.add("location", { code: "STORE" });
  const other = await books.add("location", { code: "OTHER" });
  const sock = await books.addStock({ item_id: item.sock, location_id: store });
  const milk = await books.addStock({ item_id: item.milk, location_id: store, lot_id: lot });
  const [transfer, cancelled] = [randomUUID(), randomUUID()];

  await books.enter("create_transfer", {}, null, transfer);
  const ship = await books.enter("ship_transfer", {
    [from.sock]: { on_hand: -8 },
    [sock]: { in_transit: 8 },
    [from.milk]: { on_hand: -4 },
    [milk]: { in_transit: 4 },
  });
  const receive = await books.enter("receive_transfer", {
    [sock]: { on_hand: 5, damaged: 1, in_transit: -6 },
  });
  const ends = { from_location_id: places.location.main, to_location_id: store };
  await tell(books, { id: transfer, state: "in_transit", in_transit: 6, ...ends }, [
    { item_id: item.sock, quantity: 8 },
    { item_id: item.milk, quantity: 4, lot_id: lot },
  ]);
  await books.tell("transfer_parcel", {
    ...named(transfer, 1),
    ...units({ shipped: 8, received: 4, damaged: 1, lost: 1 }),
    in_transit: 2,
    from_stock_id: from.sock,
    to_stock_id: sock,
  });
  await books.tell("transfer_parcel", {
    ...named(transfer, 2),
    ...units({ shipped: 4 }),
    in_transit: 4,
    from_stock_id: from.milk,
    to_stock_id: milk,
  });
  const steps = [
    { seq: ship, ...named(transfer, 1), ...units({ shipped: 8 }) },
    { seq: ship, ...named(transfer, 2), ...units({ shipped: 4 }) },
    { seq: receive, ...named(transfer, 1), ...units({ received: 4, damaged: 1, lost: 1 }) },
  ];
  for (const step of steps) await books.tell("transfer_step", step);

  await books.enter("create_transfer", {}, null, cancelled);
  const left = await books.enter("ship_transfer", {
    [from.sock]: { on_hand: -2 },
    [sock]: { in_transit: 2 },
  });
  const back = await books.enter("cancel_transfer", {
    [from.sock]: { on_hand: 2 },
    [sock]: { in_transit: -2 },
  });
  const closed = { state: "cancelled", in_transit: 0, closed_at: momentOf(back) };
  await tell(books, { id: cancelled, ...closed, ...ends }, [{ item_id: item.sock, quantity: 2 }]);
  await books.tell("transfer_parcel", {
    ...named(cancelled, 1),
    ...units({ shipped: 2, returned: 2 }),
    in_transit: 0,
    from_stock_id: from.sock,
    to_stock_id: sock,
  });
  await books.tell("transfer_step", {
    seq: left,
    ...named(cancelled, 1),
    ...units({ shipped: 2 }),
  });
  await books.tell("transfer_step", {
    seq: back,
    ...named(cancelled, 1),
    ...units({ returned: 2 }),
  });
  const stock = { from: from.sock, sock, milk };
  return { location: { store, other }, stock, transfer, cancelled, seq: { ship, receive } };
}

async function tell(
  books: BookKeeper,
  transfer: { readonly id: string; readonly [column: string]: unknown },
  lines: readonly object[],
): Promise<void> {
  await books.tell("transfer", { ...transfer, created_at: momentOf(0) });
  for (const [index, line] of lines.entries()) {
    await books.tell("transfer_line", { transfer_id: transfer.id, line: index + 1, ...line });
  }
}

function named(transfer_id: string, line: number): object {
  return { transfer_id, line, number: 1 };
}

function units(some: Partial<Record<Fate, number>>): Record<Fate, number> {
  return { shipped: 0, received: 0, damaged: 0, lost: 0, returned: 0, ...some };
}

type Fate = "shipped" | "received" | "damaged" | "lost" | "returned";
