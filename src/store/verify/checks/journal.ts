import { type Check, own } from "../check.ts";
import { kindsSql, kindsWhere, MAKERS } from "../kinds.ts";

const postingKinds = kindsSql(kindsWhere(({ moves }) => Object.keys(moves).length > 0));
const mayPostNothing = kindsSql(kindsWhere((rules) => rules.mayPostNothing === true));
const reservationKinds = kindsSql(kindsWhere(({ namesReservation }) => namesReservation));
/** The one call that tells of a page and moves nothing. */
const RESOLVES = "WmsService/ResolveDrift";
const keys = { seq: "seq" };
const at = "seq";

/** Numbers and times of the entries, in their order. */
export const orderCheck: Check = {
  rows: `select seq, occurred_at, recorded_at, lag(seq, 1, 0::bigint) over w + 1 as seq_due,
  lag(recorded_at) over w as recorded_before,
  (select recorded_at from head where tenant_id = $1) as head_recorded_at
from entry where tenant_id = $1
window w as (order by seq)`,
  findings: [
    {
      rule: "journal_has_no_gaps",
      when: "seq <> seq_due",
      keys,
      at,
      expected: "seq_due",
      found: "seq",
    },
    {
      rule: "time_never_falls",
      when: "recorded_at < recorded_before",
      keys,
      at,
      expected: "'no earlier than ' || recorded_before",
      found: "recorded_at",
    },
    {
      rule: "time_never_falls",
      when: "recorded_at > head_recorded_at",
      keys,
      at,
      expected: "'no later than ' || head_recorded_at",
      found: "recorded_at",
    },
    {
      rule: "happened_before_told",
      when: "occurred_at > recorded_at",
      keys,
      at,
      expected: "'no later than ' || recorded_at",
      found: "occurred_at",
    },
  ],
};

/** The head against the last entry. */
export const headCheck: Check = {
  rows: `select (select seq from head where tenant_id = $1) as head_seq,
  coalesce((select max(seq) from entry where tenant_id = $1), 0) as last_seq`,
  findings: [
    {
      rule: "head_equals_journal",
      when: "coalesce(head_seq, 0) <> last_seq",
      keys: { head: "$1::text" },
      expected: "last_seq",
      found: "head_seq",
    },
  ],
};

/** Entries against their postings. */
export const entryCheck: Check = {
  rows: `select coalesce(e.seq, p.seq) as seq, e.kind, e.method, e.reservation_id, p.postings, p.kind_min, p.kind_max,
  o.reservation_id is not null as is_ordered
from ${own("entry")} e
full join (
  select seq, count(*) as postings, min(kind) as kind_min, max(kind) as kind_max
  from posting where tenant_id = $1 group by seq
) p on p.seq = e.seq
left join (
  select distinct reservation_id from wms_order where tenant_id = $1
) o on o.reservation_id = e.reservation_id`,
  findings: [
    {
      rule: "posting_has_entry",
      when: "kind is null",
      keys: { ...keys, postings: "postings" },
      at,
      expected: "'an entry'",
      found: "null",
    },
    {
      rule: "posting_kind_is_its_entrys",
      when: "kind_min <> kind or kind_max <> kind",
      keys,
      at,
      expected: "kind",
      found: "case when kind_min <> kind then kind_min else kind_max end",
    },
    {
      rule: "entry_posts_what_is_due",
      when: `kind in ${postingKinds} and postings is null
        and (kind not in ${mayPostNothing} or (kind = 'release' and not is_ordered)
             or (kind = 'wms_page' and method <> '${RESOLVES}'))`,
      keys: { ...keys, kind: "kind" },
      at,
      expected: "'a posting'",
      found: "null",
    },
    {
      rule: "entry_posts_what_is_due",
      when: `kind not in ${postingKinds} and postings > 0`,
      keys: { ...keys, kind: "kind" },
      at,
      expected: "'no posting'",
      found: "postings",
    },
    {
      rule: "entry_names_its_reservation",
      when: `(kind in ${reservationKinds}) <> (reservation_id is not null)`,
      keys: { ...keys, kind: "kind" },
      at,
      expected: `case when kind in ${reservationKinds} then 'a reservation' else 'no reservation' end`,
      found: "reservation_id",
    },
  ],
};

/** Reservations against the entries that tell of them. */
export const makerCheck: Check = {
  rows: `select coalesce(r.id, e.reservation_id) as reservation_id, r.id is not null as has_row, e.seq,
  coalesce(e.makers, 0) as makers
from ${own("reservation")} r
full join (
  select reservation_id, min(seq) as seq, count(*) filter (where kind in ${kindsSql(MAKERS)}) as makers
  from entry where tenant_id = $1 and reservation_id is not null group by reservation_id
) e on e.reservation_id = r.id`,
  findings: [
    {
      rule: "entry_has_reservation",
      when: "not has_row",
      keys: { seq: "seq", reservation: "reservation_id" },
      at,
      expected: "'a reservation'",
      found: "null",
    },
    {
      rule: "reservation_has_its_entry",
      when: "has_row and makers <> 1",
      keys: { reservation: "reservation_id" },
      expected: "1",
      found: "makers",
    },
  ],
};
