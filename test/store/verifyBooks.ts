import { randomUUID } from "node:crypto";

import type { Client } from "pg";

import { type BundleBooks, tellBundles } from "./verifyBundles.ts";
import { type CountedBooks, tellCounts } from "./verifyCounts.ts";
import { BookKeeper, momentOf, START } from "./verifyKeeper.ts";
import { type OutsideBooks, tellOutside } from "./verifyOutside.ts";
import { type MovedBooks, tellTransfers } from "./verifyTransfers.ts";

/** A small shop's books: what the corruptions of the test name. */
export interface ShopBooks {
  readonly tenant: string;
  readonly item: { readonly sock: string; readonly milk: string };
  readonly location: { readonly main: string; readonly depot: string };
  readonly stock: { readonly sock: string; readonly milk: string; readonly depot: string };
  readonly reservation: {
    /** 3 and 2 socks at MAIN, held. */
    readonly held: string;
    readonly alsoHeld: string;
    /** 4 socks, 3 of them sold at MAIN and 1 given back. */
    readonly sold: string;
    /** 5 socks sold at DEPOT, 2 of them shipped, of which 1 came back to MAIN. */
    readonly deferred: string;
    /** 2 milk of lot L1 that expired and were bought after all. */
    readonly reacquired: string;
    /** 6 socks at DEPOT and 1 at MAIN, of 8 and 1 asked for; all given back. */
    readonly partial: string;
  };
  readonly seq: Readonly<Record<"item" | "receive" | "extend" | "milkLost" | "depotLost", number>>;
  readonly outside?: OutsideBooks;
  readonly bundles?: BundleBooks;
  readonly moved?: MovedBooks;
  readonly counted?: CountedBooks;
}

export interface ShopBooksOptions {
  /** One more sock was promised at DEPOT than it has. */
  readonly oversold?: boolean;
  /** There is a location that a warehouse system counts. */
  readonly outside?: boolean;
  /** There are bundles of socks and milk. */
  readonly bundles?: boolean;
  /** Units were moved to a store. */
  readonly moved?: boolean;
  /** A part was counted. */
  readonly counted?: boolean;
}

/** Writes the books of a small shop. */
export async function seedShop(
  client: Client,
  code: string,
  options: ShopBooksOptions = {},
): Promise<ShopBooks> {
  const books = new BookKeeper(client);
  await books.open(code);
  const item = {
    sock: await books.add("item", { sku: "SOCK" }),
    milk: await books.add("item", { sku: "MILK", lot_tracked: true }),
  };
  const location = {
    main: await books.add("location", { code: "MAIN" }),
    depot: await books.add("location", { code: "DEPOT", fulfilment: "deferred" }),
  };
  const lot_id = await books.add("lot", { item_id: item.milk, number: "L1" });
  const stock = {
    sock: await books.addStock({ item_id: item.sock, location_id: location.main }),
    milk: await books.addStock({ item_id: item.milk, location_id: location.main, lot_id }),
    depot: await books.addStock({ item_id: item.sock, location_id: location.depot }),
  };
  const places = { tenant: books.tenant, item, location, stock };
  const opened = await books.enter("create_item", {});
  await books.enter("create_location", {});
  const receive = await books.enter("receive", { [stock.sock]: { on_hand: 20 } });
  await books.enter("receive", { [stock.milk]: { on_hand: 10 }, [stock.depot]: { on_hand: 15 } });
  const told = await tellOrders(books, places);
  if (options.oversold) await oversell(books, places);
  const outside = options.outside ? await tellOutside(books, { item, lot: lot_id }) : undefined;
  const bundles = options.bundles ? await tellBundles(books, { item, stock }) : undefined;
  const moved = options.moved ? await tellTransfers(books, { ...places, lot: lot_id }) : undefined;
  const counted = options.counted ? await tellCounts(books, { ...places, lot: lot_id }) : undefined;
  await books.close();
  const { reservation, ...seq } = told;
  const whole = { ...places, reservation, seq: { item: opened, receive, ...seq } };
  return {
    ...whole,
    ...(outside && { outside }),
    ...(bundles && { bundles }),
    ...(moved && { moved }),
    ...(counted && { counted }),
  };
}

type Places = Pick<ShopBooks, "tenant" | "item" | "location" | "stock">;

async function tellOrders(books: BookKeeper, { item, stock }: Places) {
  const sock = { item: item.sock, sku: "SOCK" };
  const [held, alsoHeld] = [randomUUID(), randomUUID()];
  const ttlMs = 3_600_000;
  for (const [id, units] of [[held, 3] as const, [alsoHeld, 2] as const]) {
    await books.enter("reserve", { [stock.sock]: { held: units } }, id);
    const lines = [{ ...sock, quantity: String(units) }];
    const allocations = [{ line: 1, stock: stock.sock, units: { held: units } }];
    await books.reserve({ id, lines, ttlMs, allocations });
  }
  const extend = await books.enter("extend", {}, held);
  const sold = await tellSale(books, stock.sock, sock);
  const deferred = await tellShipping(books, stock.depot, stock.sock, sock);
  const reacquired = await tellReacquiring(books, stock.milk, item.milk);
  const partial = await tellPartial(books, stock, sock);
  const once = randomUUID();
  await books.enter("sell", { [stock.sock]: { on_hand: -1 } }, once);
  const bought = [{ line: 1, stock: stock.sock, units: { fulfilled: 1 } }];
  const lines = [{ ...sock, quantity: "1" }];
  await books.reserve({ id: once, ttlMs: null, lines, allocations: bought });
  const milkLost = await books.enter("adjust", { [stock.milk]: { on_hand: -1 } });
  const depotLost = await books.enter("adjust", { [stock.depot]: { on_hand: -11 } });
  const reservation = { held, alsoHeld, sold, deferred, reacquired, partial };
  return { reservation, extend, milkLost, depotLost };
}

async function tellSale(books: BookKeeper, stock: string, sock: object): Promise<string> {
  const id = randomUUID();
  await books.enter("reserve", { [stock]: { held: 4 } }, id);
  const seq = await books.enter("commit", { [stock]: { held: -4, on_hand: -3 } }, id);
  await books.reserve({
    id,
    lines: [{ ...sock, quantity: "4" }],
    ttlMs: 900_000,
    allocations: [{ line: 1, stock, units: { fulfilled: 3, released: 1 } }],
    releasedAt: momentOf(seq),
  });
  return id;
}

async function tellShipping(
  books: BookKeeper,
  stock: string,
  takenInAt: string,
  sock: object,
): Promise<string> {
  const id = randomUUID();
  await books.enter("reserve", { [stock]: { held: 5 } }, id);
  await books.enter("commit", { [stock]: { held: -5, committed: 5 } }, id);
  await books.enter("fulfil", { [stock]: { on_hand: -2, committed: -2 } }, id);
  await books.enter("return", { [takenInAt]: { on_hand: 1 } }, id);
  await books.reserve({
    id,
    lines: [{ ...sock, quantity: "5", location: "DEPOT" }],
    ttlMs: 900_000,
    allocations: [{ line: 1, stock, units: { committed: 3, fulfilled: 2, returned: 1 } }],
  });
  return id;
}

async function tellReacquiring(books: BookKeeper, stock: string, item: string): Promise<string> {
  const id = randomUUID();
  await books.enter("reserve", { [stock]: { held: 2 } }, id);
  await books.enter("expire", { [stock]: { held: -2 } }, id);
  await books.enter("commit", { [stock]: { on_hand: -2 } }, id);
  await books.reserve({
    id,
    lines: [{ item, sku: "MILK", quantity: "2", lot: "L1" }],
    ttlMs: 5_000,
    allocations: [
      { line: 1, stock, units: { expired: 2 } },
      { line: 1, number: 2, stock, units: { fulfilled: 2 } },
    ],
    expiredAt: new Date(START + 5_000),
  });
  return id;
}

async function tellPartial(
  books: BookKeeper,
  stock: ShopBooks["stock"],
  sock: object,
): Promise<string> {
  const id = randomUUID();
  await books.enter("reserve", { [stock.depot]: { held: 6 }, [stock.sock]: { held: 1 } }, id);
  const back = { [stock.depot]: { held: -6 }, [stock.sock]: { held: -1 } };
  const seq = await books.enter("release", back, id);
  await books.reserve({
    id,
    lines: [
      { ...sock, quantity: "8", short: "2", location: "DEPOT" },
      { ...sock, quantity: "1" },
    ],
    ttlMs: 900_000,
    allocations: [
      { line: 1, stock: stock.depot, units: { released: 6 } },
      { line: 2, stock: stock.sock, units: { released: 1 } },
    ],
    releasedAt: momentOf(seq),
  });
  return id;
}

async function oversell(books: BookKeeper, { item, stock }: Places): Promise<void> {
  const id = randomUUID();
  await books.enter("reserve", { [stock.depot]: { held: 1 } }, id);
  const allocations = [{ line: 1, stock: stock.depot, units: { held: 1 } }];
  const lines = [{ item: item.sock, sku: "SOCK", quantity: "1" }];
  await books.reserve({ id, lines, ttlMs: 900_000, allocations });
}
