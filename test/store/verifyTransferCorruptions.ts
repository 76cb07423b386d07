import type { ShopBooks } from "./verifyBooks.ts";
import { type Corruption, NOBODY, posting, stock } from "./verifyMeddling.ts";
import type { MovedBooks } from "./verifyTransfers.ts";

/** Changes a transfer. */
const transfer = (id: string, change: string): string =>
  `update transfer set ${change} where id = '${id}'`;

/** Changes the parcel of a transfer's line. */
const parcel = (id: string, line: number, change: string): string =>
  `update transfer_parcel set ${change} where transfer_id = '${id}' and line = ${line}`;

/** Changes what an entry did to the parcel of a transfer's first line. */
const step = (id: string, seq: number, change: string): string =>
  `update transfer_step set ${change} where transfer_id = '${id}' and seq = ${seq} and line = 1`;

/** Something that goes wrong with a transfer. */
function moved(
  what: string,
  breaks: Corruption["breaks"],
  sql: (moved: MovedBooks, books: ShopBooks) => string | readonly string[],
): Corruption {
  return {
    what,
    breaks,
    moved: true,
    sql: (books) => {
      if (books.moved === undefined) throw new Error(`${what}: nothing was moved`);
      return sql(books.moved, books);
    },
  };
}

/** What may go wrong with transfers. */
export const OF_TRANSFERS: readonly Corruption[] = [
  moved(
    "a stock row that waits for a unit nobody sent",
    ["stock_equals_postings", "balances_after_chain", "in_transit_equals_parcels"],
    (books) => stock(books.stock.milk, "in_transit = in_transit + 1"),
  ),
  moved(
    "a parcel from which a unit vanished",
    ["parcel_adds_up", "transfer_equals_parcels", "in_transit_equals_parcels"],
    (books) => parcel(books.transfer, 1, "in_transit = in_transit - 1"),
  ),
  moved("a lost unit that is said to have arrived", ["parcel_equals_steps"], (books) =>
    parcel(books.transfer, 1, "received = received + 1, lost = lost - 1"),
  ),
  moved(
    "a unit that came back and had arrived before",
    ["nothing_below_zero", "parcel_equals_steps"],
    (books) => parcel(books.transfer, 1, "received = received + 6, returned = returned - 6"),
  ),
  moved(
    "a step that its entry did not post",
    ["step_equals_postings", "parcel_equals_steps"],
    (books) => step(books.transfer, books.seq.receive, "received = received + 1"),
  ),
  moved(
    "an entry that damaged what arrived whole",
    ["step_equals_postings", "stock_equals_postings", "balances_after_chain"],
    (books, shop) => posting(shop, books.seq.receive, "damaged_delta = damaged_delta + 1"),
  ),
  moved("a transfer that is done with units on their way", ["transfer_equals_parcels"], (books) =>
    transfer(books.transfer, "state = 'received', closed_at = created_at"),
  ),
  moved(
    "a transfer that tells of fewer units than its parcels",
    ["transfer_equals_parcels"],
    (books) => transfer(books.transfer, "in_transit = in_transit - 1"),
  ),
  moved(
    "a line of which more was shipped than it asks for",
    ["transfer_ships_what_was_asked"],
    (books) =>
      `update transfer_line set quantity = 7 where transfer_id = '${books.transfer}' and line = 1`,
  ),
  moved("a transfer that no entry made", ["transfer_has_its_entry"], ({ cancelled }) => [
    transfer(cancelled, `id = '${NOBODY}'`),
    ...["transfer_line", "transfer_parcel", "transfer_step"].map(
      (table) => `update ${table} set transfer_id = '${NOBODY}' where transfer_id = '${cancelled}'`,
    ),
  ]),
  moved("a transfer that leads elsewhere", ["parcel_suits_its_transfer"], (books) =>
    transfer(books.transfer, `to_location_id = '${books.location.other}'`),
  ),
  moved(
    "a parcel that becomes another item",
    ["parcel_suits_its_transfer", "in_transit_equals_parcels", "step_equals_postings"],
    (books) => parcel(books.transfer, 1, `to_stock_id = '${books.stock.milk}'`),
  ),
  moved(
    "a parcel of a lot that was not asked for",
    ["parcel_suits_its_transfer"],
    (books) =>
      `update transfer_line set lot_id = '${NOBODY}' where transfer_id = '${books.transfer}' and line = 2`,
  ),
];
