import {
  allocation,
  type Corruption,
  emptyAllocation,
  line,
  NOBODY,
  reservation,
} from "./verifyMeddling.ts";

/** What may go wrong with reservations. */
export const ofReservations: readonly Corruption[] = [
  {
    what: "a reservation that nobody made",
    breaks: ["reservation_has_its_entry"],
    sql: ({ tenant }) =>
      `insert into reservation (tenant_id, id, lines, created_at, held, committed, fulfilled)
        values ('${tenant}', '${NOBODY}', '[]', '2026-01-01 00:00:00Z', 0, 0, 0)`,
  },
  ...(["held", "committed", "fulfilled"] as const).map((state): Corruption => ({
    what: `a reservation that says one ${state} too many`,
    breaks: ["reservation_equals_allocations"],
    sql: ({ reservation: { held } }) => reservation(held, `${state} = ${state} + 1`),
  })),
  {
    what: "a held unit that went from one order to another",
    breaks: ["reservation_equals_postings"],
    sql: ({ reservation: { held, alsoHeld } }) => [
      allocation(held, "held = held - 1, quantity = quantity - 1"),
      reservation(held, "held = held - 1"),
      line(held, "quantity", "2"),
      allocation(alsoHeld, "held = held + 1, quantity = quantity + 1"),
      reservation(alsoHeld, "held = held + 1"),
      line(alsoHeld, "quantity", "3"),
    ],
  },
  {
    what: "a hold that ends without a time to live",
    breaks: ["reservation_ends_with_ttl"],
    sql: (books) => reservation(books.reservation.held, "ttl_ms = null"),
  },
  {
    what: "units that expired at no time",
    breaks: ["reservation_tells_expiry"],
    sql: (books) => reservation(books.reservation.reacquired, "expired_at = null"),
  },
  {
    what: "an expiry of no units",
    breaks: ["reservation_tells_expiry"],
    sql: (books) => reservation(books.reservation.held, "expired_at = created_at"),
  },
  {
    what: "units that were released at no time",
    breaks: ["reservation_tells_release"],
    sql: (books) => reservation(books.reservation.sold, "released_at = null"),
  },
  {
    what: "a release of no units",
    breaks: ["reservation_tells_release"],
    sql: (books) => reservation(books.reservation.held, "released_at = created_at"),
  },
  {
    what: "a reservation that was made in the future",
    breaks: ["reservation_times_in_order"],
    sql: (books) => reservation(books.reservation.held, "created_at = '2026-01-01 00:59:00Z'"),
  },
  {
    what: "a reservation that was released before it was made",
    breaks: ["reservation_times_in_order"],
    sql: (books) => reservation(books.reservation.sold, "released_at = 'epoch'"),
  },
  {
    what: "a reservation that expired after its end",
    breaks: ["reservation_times_in_order"],
    sql: (books) =>
      reservation(books.reservation.reacquired, "expired_at = expires_at + interval '1 ms'"),
  },
];

/** What may go wrong with allocations and the lines that they serve. */
export const ofAllocations: readonly Corruption[] = [
  {
    what: "more that came back than was shipped",
    breaks: ["returns_were_shipped", "returns_equal_postings"],
    sql: ({ reservation: { deferred } }) => allocation(deferred, "returned = 3"),
  },
  {
    what: "a return that no allocation knows",
    breaks: ["returns_equal_postings"],
    sql: ({ reservation: { deferred } }) => allocation(deferred, "returned = 0"),
  },
  {
    what: "a return that no entry tells",
    breaks: ["returns_equal_postings"],
    sql: ({ reservation: { sold } }) => allocation(sold, "returned = 1"),
  },
  {
    what: "a line that asks for words",
    breaks: ["line_is_well_formed"],
    sql: ({ reservation: { held } }) => line(held, "quantity", "three"),
  },
  {
    what: "a line that is short of more than it asks for",
    breaks: ["line_is_well_formed", "line_is_served"],
    sql: ({ reservation: { held } }) => line(held, "short", "4"),
  },
  {
    what: "a line that got more than it was granted",
    breaks: ["line_is_served"],
    sql: ({ reservation: { held } }) => line(held, "quantity", "2"),
  },
  {
    what: "a line that got less than it was granted",
    breaks: ["line_is_served"],
    sql: ({ reservation: { held } }) => line(held, "quantity", "4"),
  },
  {
    what: "an allocation that is more than its parts",
    breaks: ["allocation_adds_up"],
    sql: ({ reservation: { held } }) => allocation(held, "quantity = quantity + 1"),
  },
  {
    what: "an allocation with less than nothing given back",
    breaks: ["nothing_below_zero", "line_is_served"],
    sql: ({ reservation: { held } }) =>
      allocation(held, "released = released - 1, quantity = quantity - 1"),
  },
  {
    what: "an allocation of no reservation",
    breaks: ["allocation_has_reservation"],
    sql: (books) => emptyAllocation(books, NOBODY, 1, books.stock.sock),
  },
  {
    what: "an allocation of no line",
    breaks: ["allocation_has_line"],
    sql: (books) => emptyAllocation(books, books.reservation.held, 9, books.stock.sock),
  },
  {
    what: "an allocation of no stock row",
    breaks: ["allocation_has_stock"],
    sql: (books) => emptyAllocation(books, books.reservation.held, 1, NOBODY),
  },
  {
    what: "an allocation of another item",
    breaks: ["allocation_suits_its_line"],
    sql: (books) => emptyAllocation(books, books.reservation.held, 1, books.stock.milk),
  },
  {
    what: "an allocation out of the location that the line named",
    breaks: ["allocation_suits_its_line"],
    sql: ({ reservation: { held } }) => line(held, "location", "DEPOT"),
  },
  {
    what: "an allocation out of the lot that the line named",
    breaks: ["allocation_suits_its_line"],
    sql: ({ reservation: { held } }) => line(held, "lot", "L1"),
  },
  {
    what: "an allocation that ends later than its reservation",
    breaks: ["allocation_ends_with_reservation"],
    sql: ({ reservation: { held } }) =>
      allocation(held, "expires_at = expires_at + interval '1 ms'"),
  },
  {
    what: "one allocation of two that does not end",
    breaks: ["allocation_ends_with_reservation"],
    sql: ({ reservation: { reacquired } }) => allocation(reacquired, "expires_at = null"),
  },
];
