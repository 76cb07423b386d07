import { type Check, own } from "../check.ts";
import { kindsSql, kindsWhere } from "../kinds.ts";

const lotKinds = kindsSql(kindsWhere(({ namesLot }) => namesLot === true));

/** Entries against the lots they are about. */
export const lotEntryCheck: Check = {
  rows: `select e.seq, e.kind, e.lot_id, lot.id as known
from ${own("entry")} e
left join ${own("lot")} lot on lot.id = e.lot_id
where e.lot_id is not null or e.kind in ${lotKinds}`,
  findings: [
    {
      rule: "entry_names_its_lot",
      when: `known is null or kind not in ${lotKinds}`,
      keys: { seq: "seq", kind: "kind" },
      at: "seq",
      expected: `case when kind in ${lotKinds} then 'a lot' end`,
      found: "lot_id",
    },
  ],
};

/** Lots against what was told of them: the first recall after the last lift bars. */
export const barCheck: Check = {
  rows: `select lot.id as lot_id, lot.number, lot.barred_at, told.barred_at as told_at
from ${own("lot")} lot
left join (
  select e.lot_id, min(e.recorded_at) filter (where e.kind = 'recall_lot'
    and e.seq > coalesce(lift.seq, 0)) as barred_at
  from ${own("entry")} e
  left join (
    select lot_id, max(seq) as seq from entry
    where tenant_id = $1 and kind = 'lift_recall' group by lot_id
  ) lift on lift.lot_id = e.lot_id
  where e.lot_id is not null
  group by e.lot_id
) told on told.lot_id = lot.id`,
  findings: [
    {
      rule: "lot_is_barred_as_told",
      when: "barred_at is distinct from told_at",
      keys: { lot: "lot_id", number: "number" },
      expected: "told_at",
      found: "barred_at",
    },
  ],
};

/** Marks of holds that found no other stock, against the entries that tell so. */
export const shortCheck: Check = {
  rows: `select a.reservation_id, a.line, a.number, a.short_at, e.seq
from ${own("allocation")} a
left join (
  select reservation_id, recorded_at, max(seq) as seq from entry
  where tenant_id = $1 and kind = 'rehome' group by reservation_id, recorded_at
) e on e.reservation_id = a.reservation_id and e.recorded_at = a.short_at
where a.short_at is not null`,
  findings: [
    {
      rule: "short_is_told",
      when: "seq is null",
      keys: { reservation: "reservation_id", line: "line", allocation: "number" },
      expected: "'a re-homing told at that time'",
      found: "short_at",
    },
  ],
};
