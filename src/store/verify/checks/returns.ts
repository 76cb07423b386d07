import { type Check, own } from "../check.ts";

/** What never names a lot, so that rows with none compare as equal. */
const NO_LOT = "'00000000-0000-0000-0000-000000000000'::uuid";

/** What has come back, as allocations have it and as the journal tells it: of the same item and lot, wherever it went. */
export const returnCheck: Check = {
  rows: `select coalesce(p.reservation_id, a.reservation_id) as reservation_id,
  coalesce(p.item_id, a.item_id) as item_id, coalesce(p.lot_id, a.lot_id) as lot_id,
  coalesce(p.units, 0) as posted, coalesce(a.units, 0) as returned
from (
  select e.reservation_id, s.item_id, coalesce(s.lot_id, ${NO_LOT}) as lot_id,
    sum(p.on_hand_delta) as units
  from ${own("posting")} p
  join ${own("entry")} e on e.seq = p.seq
  join ${own("stock")} s on s.id = p.stock_id
  where p.kind = 'return' group by 1, 2, 3
) p
full join (
  select a.reservation_id, s.item_id, coalesce(s.lot_id, ${NO_LOT}) as lot_id,
    sum(a.returned) as units
  from ${own("allocation")} a
  join ${own("stock")} s on s.id = a.stock_id
  where a.returned <> 0 group by 1, 2, 3
) a on a.reservation_id = p.reservation_id and a.item_id = p.item_id and a.lot_id = p.lot_id`,
  findings: [
    {
      rule: "returns_equal_postings",
      when: "returned <> posted",
      keys: { reservation: "reservation_id", item: "item_id", lot: "lot_id" },
      expected: "posted",
      found: "returned",
    },
  ],
};
