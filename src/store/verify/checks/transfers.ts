import { FATE_COLUMNS } from "../../entities/transfer.ts";
import { type Check, type Finding, own } from "../check.ts";
import { type EntryKind, kindsSql } from "../kinds.ts";

/** Entries that move units of transfers. */
const MOVERS: readonly EntryKind[] = ["ship_transfer", "receive_transfer", "cancel_transfer"];

const UNITS = ["shipped", ...FATE_COLUMNS] as const;
const keys = { transfer: "transfer_id" };
const parcelKeys = { ...keys, line: "line", parcel: "number" };

const sums = UNITS.map((units) => `sum(${units}) as ${units}`).join(", ");

/** Transfers against their lines, their parcels and the entry that made them. */
export const transferCheck: Check = {
  rows: `select coalesce(f.id, p.transfer_id) as transfer_id, f.id is not null as has_row, f.state, f.in_transit,
  f.closed_at, coalesce(p.in_transit, 0) as in_transit_sum, e.kind, coalesce(l.line_count, 0) as line_count, o.line as over,
  o.shipped as over_shipped, o.quantity as over_quantity
from ${own("transfer")} f
full join (
  select transfer_id, sum(in_transit) as in_transit from transfer_parcel where tenant_id = $1 group by transfer_id
) p on p.transfer_id = f.id
left join ${own("entry")} e on e.id = f.id and e.kind = 'create_transfer'
left join (
  select transfer_id, count(*) as line_count from transfer_line where tenant_id = $1 group by transfer_id
) l on l.transfer_id = f.id
left join (
  select p.transfer_id, p.line, p.shipped, l.quantity
  from (
    select transfer_id, line, sum(shipped) as shipped from transfer_parcel where tenant_id = $1 group by transfer_id, line
  ) p
  left join ${own("transfer_line")} l on l.transfer_id = p.transfer_id and l.line = p.line
  where l.quantity is null or p.shipped > l.quantity
) o on o.transfer_id = f.id`,
  findings: [
    {
      rule: "transfer_equals_parcels",
      when: "has_row and in_transit <> in_transit_sum",
      keys,
      expected: "in_transit_sum",
      found: "in_transit",
    },
    {
      rule: "transfer_equals_parcels",
      when: "has_row and (state = 'in_transit') <> (in_transit_sum > 0)",
      keys,
      expected: "case when in_transit_sum > 0 then 'in_transit' else 'another state' end",
      found: "state",
    },
    {
      rule: "transfer_equals_parcels",
      when: "not has_row",
      keys,
      expected: "'a transfer'",
      found: "null",
    },
    {
      rule: "transfer_ships_what_was_asked",
      when: "has_row and over is not null",
      keys: { ...keys, line: "over" },
      expected: "'at most ' || coalesce(over_quantity, 0)",
      found: "over_shipped",
    },
    {
      rule: "transfer_has_its_entry",
      when: "has_row and (kind is null or line_count = 0)",
      keys,
      expected: "'an entry, and a line'",
      found: "coalesce(kind, 'no entry') || ', ' || line_count || ' lines'",
    },
  ],
};

/** Parcels against what the entries did to them, and against the stock rows that they lie between. */
export const parcelCheck: Check = {
  rows: `select coalesce(p.transfer_id, t.transfer_id) as transfer_id, coalesce(p.line, t.line) as line,
  coalesce(p.number, t.number) as number, ${UNITS.map((units) => `p.${units}`).join(", ")}, p.in_transit,
  ${UNITS.map((units) => `coalesce(t.${units}, 0) as ${units}_told`).join(", ")},
  p.transfer_id is not null as has_row, a.item_id as from_item, b.item_id as to_item, l.item_id as line_item,
  a.lot_id as from_lot, b.lot_id as to_lot, l.lot_id as line_lot, a.location_id as from_location,
  b.location_id as to_location, f.from_location_id, f.to_location_id
from ${own("transfer_parcel")} p
full join (
  select transfer_id, line, number, ${sums} from transfer_step where tenant_id = $1 group by transfer_id, line, number
) t on t.transfer_id = p.transfer_id and t.line = p.line and t.number = p.number
left join ${own("transfer")} f on f.id = p.transfer_id
left join ${own("transfer_line")} l on l.transfer_id = p.transfer_id and l.line = p.line
left join ${own("stock")} a on a.id = p.from_stock_id
left join ${own("stock")} b on b.id = p.to_stock_id`,
  findings: [
    {
      rule: "parcel_adds_up",
      when: `has_row and shipped <> ${FATE_COLUMNS.join(" + ")} + in_transit`,
      keys: parcelKeys,
      expected: `${FATE_COLUMNS.join(" + ")} + in_transit`,
      found: "shipped",
    },
    {
      rule: "nothing_below_zero",
      when: `least(${[...UNITS, "in_transit"].join(", ")}) < 0`,
      keys: parcelKeys,
      expected: "'0 or more'",
      found: `least(${[...UNITS, "in_transit"].join(", ")})`,
    },
    ...UNITS.map((units): Finding => ({
      rule: "parcel_equals_steps",
      when: `coalesce(${units}, 0) <> ${units}_told`,
      keys: { ...parcelKeys, units: `'${units}'` },
      expected: `${units}_told`,
      found: `coalesce(${units}, 0)`,
    })),
    suits("item", "from_item is distinct from line_item or to_item is distinct from line_item"),
    suits(
      "lot",
      "from_lot is distinct from to_lot or from_lot <> line_lot or (line_lot is not null and from_lot is null)",
    ),
    suits(
      "location",
      "from_location is distinct from from_location_id or to_location is distinct from to_location_id",
    ),
  ],
};

/** What entries did to parcels against what they posted: per entry and stock row. */
export const stepCheck: Check = {
  rows: `select coalesce(p.seq, t.seq) as seq, coalesce(p.stock_id, t.stock_id) as stock_id,
  ${["on_hand", "damaged", "in_transit"].map((bucket) => `coalesce(p.${bucket}, 0) as ${bucket}, coalesce(t.${bucket}, 0) as ${bucket}_told`).join(", ")}
from (
  select seq, stock_id, on_hand_delta as on_hand, damaged_delta as damaged, in_transit_delta as in_transit
  from posting where tenant_id = $1 and kind in ${kindsSql(MOVERS)}
) p
full join (
  select seq, stock_id, sum(on_hand) as on_hand, sum(damaged) as damaged, sum(in_transit) as in_transit
  from (
    select t.seq, p.from_stock_id as stock_id, t.returned - t.shipped as on_hand, 0 as damaged, 0 as in_transit
    from ${own("transfer_step")} t
    left join ${own("transfer_parcel")} p on p.transfer_id = t.transfer_id and p.line = t.line and p.number = t.number
    union all
    select t.seq, p.to_stock_id, t.received + t.damaged, t.damaged, t.shipped - t.received - t.damaged - t.lost - t.returned
    from ${own("transfer_step")} t
    left join ${own("transfer_parcel")} p on p.transfer_id = t.transfer_id and p.line = t.line and p.number = t.number
  ) ends
  group by seq, stock_id
) t on t.seq = p.seq and t.stock_id = p.stock_id`,
  findings: (["on_hand", "damaged", "in_transit"] as const).map((bucket) => ({
    rule: "step_equals_postings",
    when: `${bucket} <> ${bucket}_told`,
    keys: { seq: "seq", stock: "stock_id", bucket: `'${bucket}'` },
    at: "seq",
    expected: `${bucket}_told`,
    found: bucket,
  })),
};

/** What is on its way to each stock row. */
export const transitCheck: Check = {
  rows: `select coalesce(s.id, p.stock_id) as stock_id, coalesce(s.in_transit, 0) as in_transit,
  coalesce(p.in_transit, 0) as in_transit_sum
from ${own("stock")} s
full join (
  select to_stock_id as stock_id, sum(in_transit) as in_transit from transfer_parcel where tenant_id = $1 group by to_stock_id
) p on p.stock_id = s.id`,
  findings: [
    {
      rule: "in_transit_equals_parcels",
      when: "in_transit <> in_transit_sum",
      keys: { stock: "stock_id" },
      expected: "in_transit_sum",
      found: "in_transit",
    },
  ],
};

function suits(what: "item" | "lot" | "location", differs: string): Finding {
  return {
    rule: "parcel_suits_its_transfer",
    when: `has_row and (${differs})`,
    keys: { ...parcelKeys, of: `'${what}'` },
    expected: `'the ${what} of its transfer'`,
    found: "'another'",
  };
}
