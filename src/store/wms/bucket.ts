import type { Statement } from "../sql/statement.ts";

/** A warehouse system that wants to be left alone for longer is asked all the same after this. */
export const CLOSED_MAX_MS = 600_000;

/** However often it refuses, it is asked at this part of the rate. */
const SLOWDOWN_MAX = 16;

/**
 * The bucket as it is, locked first and its clock read behind the lock: a moment that was read before could lie before
 * the last refill. All moments are the database's; where its clock fell back, none lies further ahead than it may. The
 * time for which a bucket is closed refills nothing.
 */
const KNOWN = `
  locked as materialized (select * from wms_bucket where account_id = $1 for update),
  timed as materialized (
    select locked.*, clock_timestamp() as now, interval '${CLOSED_MAX_MS} milliseconds' as ahead
      from locked
  ),
  known as (
    select account_id, now, ahead, tokens, floor_tokens, slowdown,
           least(now, greatest(refilled_at, closed_until)) as refilled_at,
           case when slowdown > 1 then least(now + ahead, slowed_at) end as slowed_at,
           case when closed_until > now then least(now + ahead, closed_until) end as closed_until
      from timed
  )`;

/**
 * Refills by whole tenths of a token, so that both kinds get exactly their part and no rounding starves one; the time of
 * less than a tenth stays to be refilled. What one kind has no room for goes to the other.
 *
 * $2, $3: tokens wanted for orders and for reading. $4, $5: capacities. $6 tokens run into it in $7 ms, $8 percent of
 * them for reading. $9: the time after which half of a slowdown is over.
 */
export const TAKE: Statement = {
  name: "wms_take_tokens",
  text: `
  with ${KNOWN},
  due as (
    select *, ($4::int + $5::int) * 10 as tenths_max,
           div(extract(epoch from now - refilled_at) * 1000 * 10 * $6::int, $7::int * slowdown) as tenths_due,
           greatest(0, floor(extract(epoch from now - slowed_at) * 1000 / $9::int))::bigint as steps
      from known
  ),
  poured as (
    select *, tokens + (least(tenths_due, tenths_max) * (100 - $8::int))::bigint as order_sum,
           floor_tokens + (least(tenths_due, tenths_max) * $8::int)::bigint as read_sum,
           $4::bigint * 1000 as order_max, $5::bigint * 1000 as read_max,
           case when tenths_due >= tenths_max then now
                else refilled_at + interval '1 microsecond'
                     * div(tenths_due * $7::int * slowdown * 100 + $6::int - 1, $6::int)::float8
           end as poured_at,
           slowdown >> least(steps, 4)::int as slowdown_now
      from due
  ),
  levelled as (
    select *, least(order_max, order_sum + greatest(0, read_sum - read_max)) as order_now,
           least(read_max, read_sum + greatest(0, order_sum - order_max)) as read_now
      from poured
  ),
  granted as (
    select *, case when closed_until is null then least($2::int, order_now / 1000) else 0 end as orders,
           case when closed_until is null then least($3::int, read_now / 1000) else 0 end as reads
      from levelled
  )
  update wms_bucket b
     set tokens = g.order_now - g.orders * 1000, floor_tokens = g.read_now - g.reads * 1000,
         refilled_at = g.poured_at, closed_until = g.closed_until,
         slowdown = greatest(1, g.slowdown_now),
         slowed_at = case when g.slowdown_now > 1
                          then g.slowed_at + g.steps * $9::int * interval '1 millisecond' end
    from granted g
   where b.account_id = g.account_id
  returning g.orders::int, g.reads::int, b.tokens::int as order_left, b.floor_tokens::int as read_left,
            b.slowdown, coalesce(ceil(extract(epoch from b.closed_until - g.now) * 1000), 0)::int as closed_ms`,
};

/** Refusals while it is closed are of requests that were under way: they do not slow it down once more. */
export const CLOSE: Statement = {
  name: "wms_close_bucket",
  text: `
  with ${KNOWN},
  closing as (
    select *, greatest(closed_until, now + least($2::int * interval '1 millisecond', ahead)) as open_at,
           case when $3::boolean and closed_until is null
                then least(${SLOWDOWN_MAX}, slowdown * 2) else slowdown end as slowdown_now
      from known
  )
  update wms_bucket b
     set tokens = 0, floor_tokens = 0, refilled_at = c.now, closed_until = c.open_at,
         slowdown = c.slowdown_now, slowed_at = case when c.slowdown_now > 1 then c.open_at end
    from closing c
   where b.account_id = c.account_id
  returning b.slowdown`,
};

/** Empty: whoever lost a bucket may have emptied it a moment ago. */
export const OPEN: Statement = {
  name: "wms_open_bucket",
  text: `
  insert into wms_bucket (account_id, refilled_at) values ($1, clock_timestamp())
  on conflict (account_id) do nothing`,
};
