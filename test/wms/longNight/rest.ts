import {
  awaitedOf,
  claimOf,
  pendingCancel,
  sumLines,
  type WmsOrder,
} from "../../../src/core/wms/order.ts";
import type { World } from "../../../src/wmsSim/world/world.ts";
import type { BooksNow } from "./books.ts";

/** An owner's books with us. */
export interface OwnersBooks {
  readonly owner: string;
  readonly books: BooksNow;
}

/** What is not as it should be at rest, in sentences: our books and the warehouse's must be the same. */
export function* wrongAtRest(all: readonly OwnersBooks[], world: World): Generator<string> {
  for (const one of all) yield* wrongCells(one, world);
  const orders = all.flatMap(({ books }) => books.orders);
  yield* wrongOrders(orders, world);
}

function* wrongCells({ owner, books }: OwnersBooks, world: World): Generator<string> {
  for (const cell of world.truth().cells) {
    if (cell.owner !== owner) continue;
    const name = `${owner} ${cell.sku}/${cell.lot}`;
    const row = books.rows.find(
      ({ item, lot }) => item.sku === cell.sku && (lot?.number ?? null) === cell.lot,
    );
    const onHand = Number(row?.balances.onHand ?? 0n);
    const booked = cell.bookedOrderable + cell.bookedUnallocatable;
    if (onHand !== booked) yield `${name}: we say ${onHand} on hand, the warehouse ${booked}`;
    const bad = Number(row?.balances.wmsUnallocatable ?? 0n);
    if (bad !== cell.bookedUnallocatable)
      yield `${name}: we say ${bad} unallocatable, the warehouse ${cell.bookedUnallocatable}`;
    if (row === undefined) continue;
    const { committed, held } = row.balances;
    if (committed !== 0n) yield `${name}: ${committed} are still committed`;
    if (held !== 0n) yield `${name}: ${held} are still held`;
    const drift = books.wmsRows.get(row.id)?.drift ?? 0n;
    if (drift !== 0n) yield `${name}: ${drift} units of drift are left`;
  }
}

function* wrongOrders(orders: readonly WmsOrder[], world: World): Generator<string> {
  const taken = world.truth().orders.filter(({ rejected }) => rejected === null);
  const references = taken.map(({ reference }) => reference);
  if (new Set(references).size !== references.length) yield "an order was taken twice";
  const known = new Set(orders.map(({ reference }) => reference));
  for (const reference of references)
    if (!known.has(reference)) yield `${reference} was taken, and is none of ours`;
  for (const order of orders) {
    const { reference, status, parked, reason } = order;
    if (parked) yield `${reference} is parked: ${reason}`;
    const open = sumLines(order, (line) => claimOf(line) + awaitedOf(line) + pendingCancel(line));
    if (open !== 0n) yield `${reference} has ${open} units open (${status})`;
    const isThere = references.includes(reference);
    const isDue = status === "acked";
    if (isThere !== isDue) yield `${reference} is ${status}, and ${isThere ? "was" : "not"} taken`;
  }
}

/** The most requests that were counted in any window, refused ones included. */
export function busiestWindow(moments: readonly number[], windowMs: number): number {
  let [from, most] = [0, 0];
  for (const [index, moment] of moments.entries()) {
    while ((moments[from] ?? moment) <= moment - windowMs) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
