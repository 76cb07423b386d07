import type { ShopBooks } from "./verifyBooks.ts";
import { type Corruption, entry, line, posting, reservation, stock } from "./verifyMeddling.ts";
import type { OutsideBooks } from "./verifyOutside.ts";

/** Changes the order of a reservation. */
const order = (of: string, change: string): string =>
  `update wms_order set ${change} where reservation_id = '${of}'`;

/** Changes an allocation of a reservation's first line. */
const allocation = (of: string, number: number, change: string): string =>
  `update allocation set ${change} where reservation_id = '${of}' and number = ${number}`;

/** Something that goes wrong where a warehouse system counts. */
function outside(
  what: string,
  breaks: Corruption["breaks"],
  sql: (outside: OutsideBooks, books: ShopBooks) => string | readonly string[],
): Corruption {
  return {
    what,
    breaks,
    outside: true,
    sql: (books) => {
      if (books.outside === undefined) throw new Error(`${what}: there is no warehouse`);
      return sql(books.outside, books);
    },
  };
}

/** What may go wrong where a warehouse system counts and delivers. */
export const OF_OUTSIDE: readonly Corruption[] = [
  outside(
    "an order that claims one unit more than was sold",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) => order(of, `lines = jsonb_set(lines, '{0,ordered}', '"5"')`),
  ),
  outside(
    "an order that has given up more than was given back",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) => order(of, `lines = jsonb_set(lines, '{0,closed}', '"2"')`),
  ),
  outside(
    "an order that waits for what a page has shown",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) => order(of, "lines = lines #- '{0,allocations,0,handedOver}'"),
  ),
  outside("an order of words", ["orders_claim_what_is_committed"], ({ reservation: of }) =>
    order(of, `lines = jsonb_set(lines, '{0,ordered}', '"four"')`),
  ),
  outside(
    "an order of nothing, beside it",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) =>
      `insert into wms_order select (jsonb_populate_record(o, jsonb_build_object('reference', 'x', 'lines',
        '[{"line": 1}]'::jsonb))).* from wms_order o where reservation_id = '${of}'`,
  ),
  outside(
    "an order for no line",
    ["orders_claim_what_is_committed", "line_is_served"],
    ({ reservation: of }) => order(of, `lines = jsonb_set(lines, '{0,line}', '"first"')`),
  ),
  outside(
    "an order that is no list",
    ["orders_claim_what_is_committed", "line_is_served"],
    ({ reservation: of }) => order(of, `lines = '"lost"'`),
  ),
  outside(
    "an allocation of no units that a page has shown",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) =>
      order(of, `lines = jsonb_set(lines, '{0,allocations,0,quantity}', '"two"')`),
  ),
  outside(
    "an order for another place than the one it was sold from",
    ["orders_claim_what_is_committed"],
    ({ reservation: of }) => order(of, "location = 'DEPOT'"),
  ),
  outside(
    "a sale that the warehouse was never asked to deliver",
    ["orders_claim_what_is_committed", "line_is_served", "entry_posts_what_is_due"],
    ({ reservation: of }) => `delete from wms_order where reservation_id = '${of}'`,
  ),
  outside(
    "a unit taken back that the line never had",
    ["orders_claim_what_is_committed", "line_is_served"],
    ({ reservation: of }) => order(of, "lines = lines #- '{0,takenBack}'"),
  ),
  outside(
    "a sold unit that no order, no posting and no stock row knows",
    [
      "committed_equals_allocations",
      "reservation_equals_postings",
      "orders_claim_what_is_committed",
    ],
    ({ reservation: of }) => [
      allocation(of, 3, "committed = committed + 1, quantity = quantity + 1"),
      reservation(of, "committed = committed + 1"),
      line(of, "quantity", "5"),
    ],
  ),
  outside(
    "an allocation that left the location which its line named",
    ["allocation_suits_its_line", "orders_claim_what_is_committed"],
    ({ location }) => `update location set code = 'ELSEWHERE' where id = '${location}'`,
  ),
  outside(
    "a location that has lost its warehouse system",
    [
      "stock_equals_postings",
      "units_are_conserved",
      "allocation_suits_its_line",
      "reservation_equals_postings",
      "orders_claim_what_is_committed",
    ],
    ({ location }) => `update location set wms_account_id = null where id = '${location}'`,
  ),
  outside(
    "one unit more than the warehouse has shown",
    ["stock_equals_postings", "balances_after_chain"],
    ({ stock: { asked } }) => stock(asked, "on_hand = on_hand + 1"),
  ),
  outside(
    "one unit of what it has shown nothing of",
    ["stock_equals_postings"],
    ({ stock: { untold } }) => stock(untold, "on_hand = on_hand + 1"),
  ),
  outside("a page that shows nothing new", ["entry_posts_what_is_due"], ({ seq }, books) =>
    entry(books, seq.event, "kind = 'wms_page'"),
  ),
  outside(
    "an event that is about a reservation",
    ["entry_names_its_reservation"],
    ({ seq, reservation: of }, books) => entry(books, seq.event, `reservation_id = '${of}'`),
  ),
  outside(
    "a page that is told as a change of condition",
    ["posting_moves_what_its_kind_may"],
    ({ seq }, books) => [
      entry(books, seq.page, "kind = 'change_condition'"),
      posting(books, seq.page, "kind = 'change_condition'"),
    ],
  ),
  outside(
    "a condition that is told as a page",
    ["posting_moves_what_its_kind_may"],
    ({ seq }, books) => [
      entry(books, seq.condition, "kind = 'wms_page'"),
      posting(books, seq.condition, "kind = 'wms_page'"),
    ],
  ),
];
