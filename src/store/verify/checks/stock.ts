import { BUCKET_COLUMNS, CLAIMS } from "../../entities/stock.ts";
import { type Check, type Finding, own } from "../check.ts";
import { kindsSql, SHIPPERS } from "../kinds.ts";

const keys = { stock: "stock_id" };

/** Stock rows against the sums of their postings and of their allocations. */
export const stockCheck: Check = {
  rows: `select coalesce(s.id, p.stock_id, a.stock_id) as stock_id, s.id is not null as has_row,
  ${BUCKET_COLUMNS.map((bucket) => `s.${bucket}`).join(", ")}, s.shortfall, s.item_id,
  lot.item_id as lot_item_id, location.wms_account_id is not null as is_managed, p.postings, a.allocations,
  ${BUCKET_COLUMNS.map((bucket) => `coalesce(p.${bucket}, 0) as ${bucket}_posted`).join(", ")},
  coalesce(p.shipped, 0) as shipped, coalesce(a.held, 0) as held_allocated,
  coalesce(a.committed, 0) as committed_allocated, coalesce(a.fulfilled, 0) as fulfilled_allocated
from ${own("stock")} s
full join (
  select stock_id, count(*) as postings,
    ${BUCKET_COLUMNS.map((bucket) => `sum(${bucket}_delta) as ${bucket}`).join(", ")},
    -sum(on_hand_delta) filter (where kind in ${kindsSql(SHIPPERS)}) as shipped
  from posting where tenant_id = $1 group by stock_id
) p on p.stock_id = s.id
full join (
  select stock_id, count(*) as allocations, sum(held) as held, sum(committed) as committed,
    sum(fulfilled) as fulfilled
  from allocation where tenant_id = $1 group by stock_id
) a on a.stock_id = coalesce(s.id, p.stock_id)
left join ${own("lot")} lot on lot.id = s.lot_id
left join ${own("location")} location on location.id = s.location_id`,
  findings: [
    ...BUCKET_COLUMNS.map((bucket): Finding => ({
      rule: "stock_equals_postings",
      when: `has_row and ${bucket} <> ${bucket}_posted`,
      keys: { ...keys, bucket: `'${bucket}'` },
      expected: `${bucket}_posted`,
      found: bucket,
    })),
    {
      rule: "stock_equals_postings",
      // What a warehouse system has told of may have been nothing yet.
      when: "has_row and postings is null and not is_managed",
      keys,
      expected: "'a posting'",
      found: "null",
    },
    ...BUCKET_COLUMNS.map((bucket): Finding => ({
      rule: "nothing_below_zero",
      when: `${bucket} < 0`,
      keys: { ...keys, bucket: `'${bucket}'` },
      expected: "'0 or more'",
      found: bucket,
    })),
    equalsAllocations("held_equals_allocations", "held", "held_allocated"),
    equalsAllocations("committed_equals_allocations", "committed", "committed_allocated"),
    {
      rule: "units_are_conserved",
      when: "has_row and not is_managed and shipped <> fulfilled_allocated",
      keys,
      expected: "fulfilled_allocated",
      found: "shipped",
    },
    {
      rule: "shortfall_is_told",
      when: `shortfall <> greatest(0, ${CLAIMS} - on_hand)`,
      keys,
      expected: `greatest(0, ${CLAIMS} - on_hand)`,
      found: "shortfall",
    },
    {
      rule: "lot_is_of_its_item",
      when: "lot_item_id <> item_id",
      keys,
      expected: "item_id",
      found: "lot_item_id",
    },
    missingRow("posting_has_stock", "postings"),
    missingRow("allocation_has_stock", "allocations"),
  ],
};

function equalsAllocations(rule: Finding["rule"], told: string, allocated: string): Finding {
  const when = `has_row and ${told} <> ${allocated}`;
  return { rule, when, keys, expected: allocated, found: told };
}

function missingRow(rule: Finding["rule"], children: "postings" | "allocations"): Finding {
  return {
    rule,
    when: `not has_row and ${children} > 0`,
    keys: { ...keys, [children]: children },
    expected: "'a stock row'",
    found: "null",
  };
}
