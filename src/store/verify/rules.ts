/** What must always hold of a tenant's books: a name that never changes, and a sentence for people. */
export const RULES = {
  stock_equals_postings: "A stock row is the sum of its postings.",
  balances_after_chain:
    "The balances after a posting are those after the row's previous posting plus its own deltas; the last ones are the stock row's.",
  held_equals_allocations: "What a stock row holds is what allocations hold on it.",
  committed_equals_allocations:
    "What a stock row has committed is what allocations committed on it.",
  units_are_conserved:
    "Units that left a stock row by sell, commit or fulfil are the fulfilled units of its allocations, where we count.",
  shortfall_is_told: "A shortfall is what is claimed beyond what is on hand.",
  nothing_below_zero: "No quantity is below zero.",
  lot_is_of_its_item: "A stock row's lot is a lot of the row's item.",
  posting_has_stock: "A posting's stock row exists.",
  posting_has_entry: "A posting's entry exists.",
  posting_kind_is_its_entrys: "A posting is of its entry's kind.",
  posting_moves_what_its_kind_may: "A posting moves only the buckets that its kind may move.",
  only_truth_raises_a_shortfall:
    "Only an entry that states physical truth leaves more claimed than is on hand.",
  entry_posts_what_is_due:
    "Entries that change stock have postings; the others have none. What a warehouse system is only asked, or has told before, may post nothing.",
  journal_has_no_gaps: "Entries are numbered from 1 without a gap.",
  head_equals_journal: "The head carries the number of the last entry.",
  time_never_falls: "Recorded times never fall as numbers rise, nor pass the head's.",
  happened_before_told: "Nothing is recorded before it happened.",
  entry_names_its_reservation: "Entries about a reservation name it; the others name none.",
  entry_has_reservation: "The reservation that an entry names exists.",
  entry_names_its_lot: "Entries about a lot name it, and it exists; the others name none.",
  lot_is_barred_as_told:
    "A lot is barred since the first recall after the last lift, and not at all when none was told.",
  short_is_told:
    "An allocation is marked short at the very time at which a re-homing of its reservation was told.",
  reservation_has_its_entry: "Exactly one entry made a reservation: reserve or sell.",
  reservation_equals_allocations: "A reservation's sums are those of its allocations.",
  reservation_equals_postings:
    "What a reservation's entries posted to a stock row is what its allocations have there.",
  reservation_ends_with_ttl: "A reservation has an end exactly if it has a time to live.",
  reservation_tells_expiry: "A reservation says when it expired exactly if units of it expired.",
  reservation_tells_release:
    "A reservation says when it was released exactly if units of it were released.",
  reservation_times_in_order:
    "A reservation is made before it ends, expires when it ends and is not ahead of the head.",
  line_is_well_formed:
    "A line asks for at least one unit and is short of no more than it asks for.",
  line_is_served:
    "A line's allocations cover what it was granted, and what is alive, sold or given back is no more.",
  orders_claim_what_is_committed:
    "What a line has committed where a warehouse system delivers is what its orders there still claim.",
  allocation_adds_up: "An allocation's quantity is the sum of its parts.",
  returns_were_shipped: "No more comes back of an allocation than it shipped.",
  returns_equal_postings:
    "What has come back of a reservation, per item and lot, is what its return entries posted.",
  allocation_has_reservation: "An allocation's reservation exists.",
  allocation_has_line: "An allocation's line exists.",
  allocation_has_stock: "An allocation's stock row exists.",
  allocation_suits_its_line:
    "An allocation's stock is of the line's item, or of its bundle's component, and of its location and lot where it named them.",
  allocation_ends_with_reservation: "An allocation ends when its reservation ends.",
  in_transit_equals_parcels: "What is on its way to a stock row is what parcels to it say.",
  parcel_adds_up:
    "What was shipped in a parcel is received, damaged, lost, returned or on its way.",
  parcel_equals_steps: "A parcel is the sum of what entries did to it.",
  parcel_suits_its_transfer:
    "A parcel lies between stock of one item and lot, that of its line, at the locations of its transfer.",
  step_equals_postings: "What an entry did to parcels is what it posted to their stock rows.",
  transfer_equals_parcels: "A transfer's sum and state are those of its parcels.",
  transfer_ships_what_was_asked: "No more of a line of a transfer is shipped than it asks for.",
  transfer_has_its_entry: "A transfer has lines, and the entry that made it.",
  count_equals_lines: "A count's sums and state are those of its lines.",
  count_has_its_entry: "A count has the entry that opened it.",
  line_says_what_was_recorded: "A line of a count says what was recorded last.",
  line_is_corrected_as_counted: "A line of a count is corrected by no more than it differs.",
  place_is_in_one_count: "What is being counted is in one count.",
  corrections_equal_postings: "What counts corrected is what their entries posted.",
  bundle_is_whole:
    "At each location all components of a bundle's line are in every state in the same number of whole bundles; where a warehouse system delivers, while they are held.",
  bundle_has_parts: "An item is a bundle exactly if it has parts.",
  bundle_has_no_stock: "A bundle has no stock of its own.",
  bundles_end: "No item contains itself, and no more than 3 bundles lie in each other.",
} as const;

/** The name of a rule. Stable: operators alert on it. */
export type RuleName = keyof typeof RULES;
