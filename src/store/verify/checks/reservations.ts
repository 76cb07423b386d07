import { type Check, type Finding, own } from "../check.ts";
import { kindsSql, SHIPPERS } from "../kinds.ts";

const keys = { reservation: "reservation_id" };

const sameEnd = `(expires_at is null and endings = 0) or
  coalesce(endings = allocations and expires_first = expires_at and expires_last = expires_at, false)`;

/** Reservations against the sums of their allocations, and their times against each other. */
export const reservationCheck: Check = {
  rows: `select coalesce(r.id, a.reservation_id) as reservation_id, r.id is not null as has_row,
  r.held, r.committed, r.fulfilled, r.created_at, r.expires_at, r.ttl_ms, r.released_at, r.expired_at,
  a.allocations, coalesce(a.held, 0) as held_sum, coalesce(a.committed, 0) as committed_sum,
  coalesce(a.fulfilled, 0) as fulfilled_sum, coalesce(a.released, 0) as released_sum,
  coalesce(a.expired, 0) as expired_sum, a.endings, a.expires_first, a.expires_last,
  (select recorded_at from head where tenant_id = $1) as head_recorded_at
from ${own("reservation")} r
full join (
  select reservation_id, count(*) as allocations, sum(held) as held, sum(committed) as committed,
    sum(fulfilled) as fulfilled, sum(released) as released, sum(expired) as expired,
    count(expires_at) as endings, min(expires_at) as expires_first, max(expires_at) as expires_last
  from allocation where tenant_id = $1 group by reservation_id
) a on a.reservation_id = r.id`,
  findings: [
    ...(["held", "committed", "fulfilled"] as const).map((state): Finding => ({
      rule: "reservation_equals_allocations",
      when: `has_row and ${state} <> ${state}_sum`,
      keys: { ...keys, units: `'${state}'` },
      expected: `${state}_sum`,
      found: state,
    })),
    {
      rule: "allocation_has_reservation",
      when: "not has_row",
      keys: { ...keys, allocations: "allocations" },
      expected: "'a reservation'",
      found: "null",
    },
    {
      rule: "reservation_ends_with_ttl",
      when: "has_row and (expires_at is null) <> (ttl_ms is null)",
      keys,
      expected: "case when ttl_ms is null then 'no end' else 'an end' end",
      found: "expires_at",
    },
    {
      rule: "reservation_tells_expiry",
      when: "has_row and (expired_at is not null) <> (expired_sum > 0)",
      keys,
      expected: "case when expired_sum > 0 then 'a time of expiry' else 'no time of expiry' end",
      found: "expired_at",
    },
    {
      rule: "reservation_tells_release",
      when: "has_row and (released_at is not null) <> (released_sum > 0)",
      keys,
      expected: "case when released_sum > 0 then 'a time of release' else 'no time of release' end",
      found: "released_at",
    },
    inOrder("created_at", "expires_at"),
    inOrder("created_at", "released_at"),
    inOrder("expired_at", "expires_at"),
    inOrder("created_at", "head_recorded_at"),
    inOrder("released_at", "head_recorded_at"),
    inOrder("expired_at", "head_recorded_at"),
    {
      rule: "allocation_ends_with_reservation",
      when: `has_row and allocations > 0 and not (${sameEnd})`,
      keys,
      expected: "expires_at",
      found: `case when endings < allocations and endings > 0 then 'none for some'
        when expires_first <> expires_at then expires_first::text else expires_last::text end`,
    },
  ],
};

/** What each reservation's entries posted, per stock row, against its allocations there. */
export const tracedCheck: Check = {
  rows: `select coalesce(p.reservation_id, a.reservation_id) as reservation_id,
  coalesce(p.stock_id, a.stock_id) as stock_id, coalesce(p.held, 0) as held_posted,
  coalesce(p.committed, 0) as committed_posted,
  case when m.id is null then coalesce(p.fulfilled, 0) else coalesce(a.fulfilled, 0) end as fulfilled_posted,
  coalesce(a.held, 0) as held, coalesce(a.committed, 0) as committed, coalesce(a.fulfilled, 0) as fulfilled
from (
  select e.reservation_id, p.stock_id, sum(p.held_delta) as held, sum(p.committed_delta) as committed,
    -sum(p.on_hand_delta) filter (where p.kind in ${kindsSql(SHIPPERS)}) as fulfilled
  from ${own("posting")} p join ${own("entry")} e on e.seq = p.seq
  where e.reservation_id is not null group by e.reservation_id, p.stock_id
) p
full join (
  select reservation_id, stock_id, sum(held) as held, sum(committed) as committed,
    sum(fulfilled) as fulfilled
  from allocation where tenant_id = $1 group by reservation_id, stock_id
) a on a.reservation_id = p.reservation_id and a.stock_id = p.stock_id
-- What a warehouse system ships is in its pages, and in no posting of ours.
left join (
  select s.id from ${own("stock")} s
  join ${own("location")} l on l.id = s.location_id
  where l.wms_account_id is not null
) m on m.id = coalesce(p.stock_id, a.stock_id)`,
  findings: (["held", "committed", "fulfilled"] as const).map((state) => ({
    rule: "reservation_equals_postings",
    when: `${state} <> ${state}_posted`,
    keys: { ...keys, stock: "stock_id", units: `'${state}'` },
    expected: `${state}_posted`,
    found: state,
  })),
};

function inOrder(earlier: string, later: string): Finding {
  return {
    rule: "reservation_times_in_order",
    when: `has_row and ${earlier} > ${later}`,
    keys: { ...keys, time: `'${earlier}'` },
    expected: `'no later than ' || ${later}`,
    found: earlier,
  };
}
