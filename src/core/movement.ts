import type { Delta } from "./balances.ts";
import type { EntryKind } from "./decision.ts";

/** What a posting was, for people who read stock cards. */
export const MOVEMENT_KINDS = [
  "reservation",
  "release",
  "expiry",
  "sale",
  "shipment",
  "return",
  "receipt",
  "adjustment",
  "manualRemoval",
  "count",
  "condition",
  "transfer",
  "rehoming",
  "wms",
] as const;

export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** Entries that state what is on hand: one that leaves less is a removal by hand. */
const STATED = ["adjustment", "manualRemoval"] as const;

/** What the postings of each kind of entry may be. None: it has no postings. */
const KINDS_OF_ENTRY: Readonly<Record<EntryKind, readonly MovementKind[]>> = {
  reserve: ["reservation"],
  sell: ["sale"],
  commit: ["sale"],
  release: ["release"],
  extend: [],
  expire: ["expiry"],
  fulfil: ["shipment"],
  receive: ["receipt"],
  adjust: STATED,
  change_condition: ["condition"],
  state_condition: ["condition"],
  wms_page: ["wms"],
  wms_event: ["wms"],
  wms_order: ["wms"],
  rehome: ["rehoming"],
  link_location: [],
  create_item: [],
  create_location: [],
  set_stock: STATED,
  return: ["return"],
  recall_lot: [],
  lift_recall: [],
  create_transfer: [],
  ship_transfer: ["transfer"],
  receive_transfer: ["transfer"],
  cancel_transfer: ["transfer"],
  open_count: [],
  record_count: [],
  close_count: ["count"],
  cancel_count: [],
  update_item: [],
  archive_item: [],
  update_location: [],
  archive_location: [],
  create_lot: [],
  update_lot: [],
  set_parts: [],
  upsert_catalog: [],
};

/** Kinds of entries that change the rules by which stock is chosen. */
export const RULE_KINDS: readonly EntryKind[] = [
  "link_location",
  "recall_lot",
  "lift_recall",
  "update_item",
  "archive_item",
  "update_location",
  "archive_location",
  "update_lot",
  "set_parts",
  "upsert_catalog",
];

/** What a posting was. @throws Error for a kind of entry that has none */
export function movementKindOf(entry: EntryKind, { onHand = 0n }: Delta): MovementKind {
  const [kind, removal] = KINDS_OF_ENTRY[entry];
  if (kind === undefined) throw new Error(`an entry of kind ${entry} has no postings`);
  return removal !== undefined && onHand < 0n ? removal : kind;
}

/** The kinds of entries that tell movements of these kinds, or of any where none is named. */
export function entryKindsOf(movements: readonly MovementKind[]): EntryKind[] {
  const kinds = Object.entries(KINDS_OF_ENTRY) as [EntryKind, readonly MovementKind[]][];
  const wanted = movements.length === 0 ? MOVEMENT_KINDS : movements;
  return kinds.flatMap(([kind, told]) => (told.some((one) => wanted.includes(one)) ? kind : []));
}

/** Of what was stated to be on hand: only removals (true), only the rest (false), or all (null). */
export function removalsOf(movements: readonly MovementKind[]): boolean | null {
  const [adjusted, removed] = STATED.map((kind) => movements.includes(kind));
  return adjusted === removed ? null : removed === true;
}
