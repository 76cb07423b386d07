import {
  allocation,
  type Corruption,
  emptyPosting,
  entry,
  line,
  NOBODY,
  posting,
  reservation,
  stock,
} from "./verifyMeddling.ts";
import type { ShopBooks } from "./verifyBooks.ts";
import { ofAllocations, ofReservations } from "./verifyOrders.ts";
import { OF_BUNDLES } from "./verifyBundleCorruptions.ts";
import { OF_OUTSIDE } from "./verifyOutsideCorruptions.ts";
import { OF_COUNTS } from "./verifyCountCorruptions.ts";
import { OF_TRANSFERS } from "./verifyTransferCorruptions.ts";

const ofStock: readonly Corruption[] = [
  {
    what: "one unit too many on hand",
    breaks: ["stock_equals_postings", "balances_after_chain"],
    sql: (books) => stock(books.stock.sock, "on_hand = on_hand + 1"),
  },
  {
    what: "a stock row out of nowhere",
    breaks: ["stock_equals_postings"],
    sql: ({ tenant, item, location }) =>
      `insert into stock (tenant_id, id, item_id, location_id)
        values ('${tenant}', '${NOBODY}', '${item.milk}', '${location.depot}')`,
  },
  {
    what: "a posting whose balances do not follow",
    breaks: ["balances_after_chain"],
    sql: (books) => posting(books, books.seq.receive, "in_transit_after = 1"),
  },
  {
    what: "a first posting that does not start from 0",
    breaks: ["balances_after_chain"],
    sql: (books) => posting(books, books.seq.receive, "on_hand_after = 21"),
  },
  {
    what: "a hold that no posting and no stock row knows",
    breaks: ["held_equals_allocations", "reservation_equals_postings"],
    sql: ({ reservation: { held } }) => [
      allocation(held, "held = held + 1, quantity = quantity + 1"),
      reservation(held, "held = held + 1"),
      line(held, "quantity", "4"),
    ],
  },
  {
    what: "a sold unit that no posting and no stock row knows",
    breaks: ["committed_equals_allocations", "reservation_equals_postings"],
    sql: ({ reservation: { deferred } }) => [
      allocation(deferred, "committed = committed + 1, quantity = quantity + 1"),
      reservation(deferred, "committed = committed + 1"),
      line(deferred, "quantity", "6"),
    ],
  },
  {
    what: "a shipped unit that never left the stock row",
    breaks: ["units_are_conserved", "reservation_equals_postings"],
    sql: ({ reservation: { sold } }) => [
      allocation(sold, "fulfilled = fulfilled + 1, quantity = quantity + 1"),
      reservation(sold, "fulfilled = fulfilled + 1"),
      line(sold, "quantity", "5"),
    ],
  },
  {
    what: "a shortfall that is not told",
    breaks: ["shortfall_is_told"],
    sql: (books) => stock(books.stock.depot, "shortfall = 0"),
  },
  {
    what: "less than nothing on hand",
    breaks: ["nothing_below_zero"],
    sql: (books) => [
      `insert into stock (tenant_id, id, item_id, location_id, on_hand, shortfall) values
        ('${books.tenant}', '${NOBODY}', '${books.item.milk}', '${books.location.depot}', -1, 1)`,
      ...emptyPosting(books, { seq: books.seq.milkLost, kind: "adjust", stock: NOBODY }),
      `update posting set on_hand_delta = -1, on_hand_after = -1 where stock_id = '${NOBODY}'`,
    ],
  },
  {
    what: "a lot of another item",
    breaks: ["lot_is_of_its_item"],
    sql: ({ tenant, item }) =>
      `update lot set item_id = '${item.sock}' where tenant_id = '${tenant}'`,
  },
];

const ofJournal: readonly Corruption[] = [
  {
    what: "a posting to no stock row",
    breaks: ["posting_has_stock"],
    sql: (books) => emptyPosting(books, { seq: books.seq.milkLost, kind: "adjust", stock: NOBODY }),
  },
  {
    what: "a posting without an entry",
    breaks: ["posting_has_entry"],
    sql: (books) => emptyPosting(books, { seq: 999, kind: "adjust" }),
  },
  {
    what: "a posting of another kind than its entry",
    breaks: ["posting_kind_is_its_entrys"],
    sql: (books) => posting(books, books.seq.receive, "kind = 'adjust'"),
  },
  {
    what: "a receipt that takes away",
    breaks: ["posting_moves_what_its_kind_may"],
    sql: (books) => [
      entry(books, books.seq.milkLost, "kind = 'receive'"),
      posting(books, books.seq.milkLost, "kind = 'receive'"),
    ],
  },
  {
    what: "a reservation of what is not there",
    breaks: ["only_truth_raises_a_shortfall"],
    oversold: true,
    sql: () => [],
  },
  {
    what: "an extension that moves stock",
    breaks: ["entry_posts_what_is_due"],
    sql: (books) => [
      // Moves nothing and follows from what was posted before it: its being there is the mistake.
      `insert into posting select tenant_id, ${books.seq.extend}, 'extend', stock_id, 0, 0, 0, 0, 0, 0, 0, 0,
        on_hand_after, 0, 0, 0, 0, held_after, committed_after, 0 from posting
        where tenant_id = '${books.tenant}' and stock_id = '${books.stock.sock}' and seq < ${books.seq.extend}
        order by seq desc limit 1`,
    ],
  },
  {
    what: "an adjustment that adjusts nothing",
    breaks: ["entry_posts_what_is_due"],
    sql: (books) => entry(books, books.seq.item, "kind = 'adjust'"),
  },
  {
    what: "a missing entry",
    breaks: ["journal_has_no_gaps"],
    sql: ({ tenant, seq }) =>
      `delete from entry where tenant_id = '${tenant}' and seq = ${seq.item}`,
  },
  {
    what: "a head that is one ahead",
    breaks: ["head_equals_journal"],
    sql: ({ tenant }) => `update head set seq = seq + 1 where tenant_id = '${tenant}'`,
  },
  {
    what: "a recorded time that falls",
    breaks: ["time_never_falls"],
    sql: (books) => entry(books, books.seq.extend, "occurred_at = 'epoch', recorded_at = 'epoch'"),
  },
  {
    what: "a recorded time past the head's",
    breaks: ["time_never_falls"],
    sql: ({ tenant }) =>
      `update head set recorded_at = recorded_at - interval '1 ms' where tenant_id = '${tenant}'`,
  },
  {
    what: "something told before it happened",
    breaks: ["happened_before_told"],
    sql: (books) => entry(books, books.seq.milkLost, "occurred_at = recorded_at + interval '1 ms'"),
  },
  {
    what: "an adjustment of a reservation",
    breaks: ["entry_names_its_reservation"],
    sql: (books) => {
      const { milkLost } = books.seq;
      return entry(books, milkLost, `reservation_id = '${books.reservation.held}'`);
    },
  },
  {
    what: "an extension of no reservation",
    breaks: ["entry_names_its_reservation"],
    sql: (books) => entry(books, books.seq.extend, "reservation_id = null"),
  },
  {
    what: "an entry about a reservation that is not there",
    breaks: ["entry_has_reservation"],
    sql: (books) => entry(books, books.seq.extend, `reservation_id = '${NOBODY}'`),
  },
];

/** A recall of the lot of the milk, as an entry in the place of an adjustment that moved nothing else. */
const recalled = (books: ShopBooks, kind: string): readonly string[] => [
  `delete from posting where seq = ${books.seq.item} and tenant_id = '${books.tenant}'`,
  entry(books, books.seq.item, `kind = '${kind}', lot_id = (${lotOf(books)})`),
];

const lotOf = ({ tenant }: ShopBooks): string => `select id from lot where tenant_id = '${tenant}'`;

const bar = (books: ShopBooks, at: string): string =>
  `update lot set barred_at = ${at} where tenant_id = '${books.tenant}'`;

const ofRecalls: readonly Corruption[] = [
  {
    what: "an adjustment of a lot",
    breaks: ["entry_names_its_lot"],
    sql: (books) => entry(books, books.seq.milkLost, `lot_id = (${lotOf(books)})`),
  },
  {
    what: "a recall of nothing",
    breaks: ["entry_names_its_lot"],
    sql: (books) => entry(books, books.seq.item, "kind = 'recall_lot'"),
  },
  {
    what: "a recall of a lot that is not there",
    breaks: ["entry_names_its_lot"],
    sql: (books) => entry(books, books.seq.item, `kind = 'recall_lot', lot_id = '${NOBODY}'`),
  },
  {
    what: "a lot that nobody recalled",
    breaks: ["lot_is_barred_as_told"],
    sql: (books) => bar(books, "now()"),
  },
  {
    what: "a recalled lot that still serves",
    breaks: ["lot_is_barred_as_told"],
    sql: (books) => recalled(books, "recall_lot"),
  },
  {
    what: "a lot that is barred a millisecond too late",
    breaks: ["lot_is_barred_as_told"],
    sql: (books) => [
      ...recalled(books, "recall_lot"),
      bar(
        books,
        `(select recorded_at + interval '1 ms' from entry
        where tenant_id = '${books.tenant}' and seq = ${books.seq.item})`,
      ),
    ],
  },
  {
    what: "a lot that stays barred when its recall is lifted",
    breaks: ["lot_is_barred_as_told"],
    sql: (books) => [...recalled(books, "lift_recall"), bar(books, "now()")],
  },
  {
    what: "a hold that is marked short and was not told so",
    breaks: ["short_is_told"],
    sql: (books) => allocation(books.reservation.held, "short_at = now()"),
  },
];

/** At least one for every rule. */
export const CORRUPTIONS: readonly Corruption[] = [
  ...ofStock,
  ...ofJournal,
  ...ofRecalls,
  ...ofReservations,
  ...ofAllocations,
  ...OF_OUTSIDE,
  ...OF_BUNDLES,
  ...OF_TRANSFERS,
  ...OF_COUNTS,
];
