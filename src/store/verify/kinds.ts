import { ENTRY_KINDS } from "../entities/entryKinds.ts";
import type { BUCKET_COLUMNS } from "../entities/stock.ts";

/** What an entry may tell. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

type Direction = "up" | "down" | "any";

interface KindRules {
  /** The buckets that its postings may move, and which way; none: it has no postings. */
  readonly moves: Readonly<Partial<Record<(typeof BUCKET_COLUMNS)[number], Direction>>>;
  readonly namesReservation: boolean;
  /**
   * Such an entry may move nothing: it tells of an order to a warehouse system, of what its pages have already, or of a
   * transfer that ends with nothing on its way.
   */
  readonly mayPostNothing?: true;
  /** It is about a lot. */
  readonly namesLot?: true;
}

const CONDITIONS = {
  damaged: "any",
  quarantined: "any",
  withheld: "any",
  wms_unallocatable: "any",
} as const;
const SHOWN = { on_hand: "any", wms_unallocatable: "any" } as const;

/** What each kind of entry does. A new kind cannot be added to the journal without a line here. */
export const KINDS: Readonly<Record<EntryKind, KindRules>> = {
  reserve: { moves: { held: "up" }, namesReservation: true },
  sell: { moves: { on_hand: "down", committed: "up" }, namesReservation: true },
  // Reacquiring and re-homing may hold more on a row than the commit takes from its holds.
  commit: { moves: { on_hand: "down", held: "any", committed: "up" }, namesReservation: true },
  // What a warehouse system has to cancel first moves nothing yet.
  release: {
    moves: { held: "down", committed: "down" },
    namesReservation: true,
    mayPostNothing: true,
  },
  extend: { moves: {}, namesReservation: true },
  expire: { moves: { held: "down" }, namesReservation: true },
  fulfil: { moves: { on_hand: "down", committed: "down" }, namesReservation: true },
  receive: { moves: { on_hand: "up" }, namesReservation: false },
  adjust: { moves: { on_hand: "any" }, namesReservation: false },
  change_condition: { moves: CONDITIONS, namesReservation: false },
  state_condition: { moves: CONDITIONS, namesReservation: false },
  // Drift that somebody resolved moves nothing.
  wms_page: { moves: SHOWN, namesReservation: false, mayPostNothing: true },
  wms_event: { moves: SHOWN, namesReservation: false, mayPostNothing: true },
  wms_order: { moves: { committed: "any" }, namesReservation: true, mayPostNothing: true },
  // What finds no other stock is told, and moves nothing.
  rehome: { moves: { held: "any" }, namesReservation: true, mayPostNothing: true },
  link_location: { moves: {}, namesReservation: false },
  create_item: { moves: {}, namesReservation: false },
  create_location: { moves: {}, namesReservation: false },
  // What a SetStock finds as it was believed is posted too: it was looked at. Of a file only what differs is.
  set_stock: { moves: { on_hand: "any" }, namesReservation: false, mayPostNothing: true },
  return: {
    moves: { on_hand: "up", damaged: "up", quarantined: "up", withheld: "up" },
    namesReservation: true,
  },
  recall_lot: { moves: {}, namesReservation: false, namesLot: true },
  lift_recall: { moves: {}, namesReservation: false, namesLot: true },
  create_transfer: { moves: {}, namesReservation: false },
  ship_transfer: { moves: { on_hand: "down", in_transit: "up" }, namesReservation: false },
  receive_transfer: {
    moves: { on_hand: "up", damaged: "up", in_transit: "down" },
    namesReservation: false,
    mayPostNothing: true,
  },
  cancel_transfer: {
    moves: { on_hand: "up", in_transit: "down" },
    namesReservation: false,
    mayPostNothing: true,
  },
  open_count: { moves: {}, namesReservation: false },
  record_count: { moves: {}, namesReservation: false },
  close_count: { moves: { on_hand: "any" }, namesReservation: false, mayPostNothing: true },
  cancel_count: { moves: {}, namesReservation: false },
  update_item: { moves: {}, namesReservation: false },
  archive_item: { moves: {}, namesReservation: false },
  update_location: { moves: {}, namesReservation: false },
  archive_location: { moves: {}, namesReservation: false },
  create_lot: { moves: {}, namesReservation: false },
  update_lot: { moves: {}, namesReservation: false },
  set_parts: { moves: {}, namesReservation: false },
  upsert_catalog: { moves: {}, namesReservation: false },
};

/** Entries that make a reservation. */
export const MAKERS: readonly EntryKind[] = ["reserve", "sell"];

/** Entries by which sold units leave a stock row. */
export const SHIPPERS: readonly EntryKind[] = ["sell", "commit", "fulfil"];

/** The kinds that do something, as an SQL list. */
export function kindsSql(kinds: readonly EntryKind[]): string {
  return `(${kinds.map((kind) => `'${kind}'`).join(", ")})`;
}

/** The kinds of which something holds. */
export function kindsWhere(holds: (rules: KindRules) => boolean): readonly EntryKind[] {
  return ENTRY_KINDS.filter((kind) => holds(KINDS[kind]));
}
