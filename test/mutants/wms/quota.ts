import { guard, type Mutant } from "../mutant.ts";

const BUCKET = "store/wms/bucket.ts";
const LIMITER = "wms/limiter/limiter.ts";
const LINE = "wms/limiter/line.ts";
const TERMS = "wms/limiter/terms.ts";

/** Guards of the one quota. */
export const QUOTA_MUTANTS: readonly Mutant[] = [
  guard(
    "wms quota: a bucket is read without its lock",
    BUCKET,
    "where account_id = $1 for update)",
    "where account_id = $1)",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: the rate is the quota's, bursts and leases on top",
    TERMS,
    "refillMs: windowMs + leaseLifeMs + jitterMs,",
    "refillMs: windowMs,",
    "wms/limiter/quota",
  ),
  guard(
    "wms quota: the burst is not taken off the rate",
    TERMS,
    "refillTokens: requests - whole,",
    "refillTokens: requests,",
    "wms/limiter/terms",
  ),
  guard(
    "wms quota: a bucket that is left alone fills beyond its capacity",
    BUCKET,
    "least(order_max, order_sum + greatest(0, read_sum - read_max))",
    "(order_sum + greatest(0, read_sum - read_max))",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: time is refilled twice where less than a tenth was due",
    BUCKET,
    "div(tenths_due * $7::int * slowdown * 100 + $6::int - 1, $6::int)::float8",
    "floor(tenths_due * $7::int * slowdown * 99 / $6::int)::float8",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: less than a tenth is lost each time",
    BUCKET,
    "case when tenths_due >= tenths_max then now",
    "case when tenths_due >= 0 then now",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: a clock that fell back stops the flow",
    BUCKET,
    "least(now, greatest(refilled_at, closed_until)) as refilled_at",
    "greatest(refilled_at, closed_until) as refilled_at",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: a closed bucket fills meanwhile",
    BUCKET,
    "greatest(refilled_at, closed_until)",
    "greatest(refilled_at, refilled_at)",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: a closed bucket gives",
    BUCKET,
    "case when closed_until is null then least($2::int, order_now / 1000) else 0 end",
    "least($2::int, order_now / 1000)",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: a refusal does not slow down",
    BUCKET,
    "then least(${SLOWDOWN_MAX}, slowdown * 2) else slowdown end",
    "then slowdown else slowdown end",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: every refusal under way slows down once more",
    BUCKET,
    "$3::boolean and closed_until is null",
    "$3::boolean",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: a slowdown is over at once",
    BUCKET,
    "slowdown >> least(steps, 4)::int",
    "slowdown >> least(steps * 4, 4)::int",
    "wms/limiter/bucket",
  ),
  guard(
    "wms quota: leased tokens never die",
    LINE,
    "now < token.diesAt",
    "now < token.diesAt + 1e9",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: tokens that arrive dead are used",
    LIMITER,
    "taken.order + taken.read > 0 && now >= diesAt",
    "taken.order + taken.read < 0 && now >= diesAt",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: a lease lives from when the answer came",
    LIMITER,
    "const diesAt = sentAt + leaseLifeMs;",
    "const diesAt = now + leaseLifeMs;",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: without the database requests go out unasked",
    LIMITER,
    "this.#failures += 1;",
    "this.#failures += 1; for (const kind of KINDS) this.#lines[kind].give({ diesAt: Infinity, arriveBy: Infinity });",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: orders use up what is for reading",
    LIMITER,
    "LEASE_MAX - Math.min(reads, 1)",
    "LEASE_MAX",
    "wms/limiter/quota",
  ),
  guard(
    "wms quota: reading takes from the orders' part",
    BUCKET,
    "floor_tokens + (least(tenths_due, tenths_max) * $8::int)::bigint",
    "floor_tokens + (least(tenths_due, tenths_max) * 80)::bigint",
    "wms/limiter/quota",
  ),
  guard(
    "wms quota: a refusal is not obeyed here until the database knows",
    LIMITER,
    "Math.max(this.#askAt[kind], this.#closedUntil),",
    "this.#askAt[kind],",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: tokens on their way are used after a refusal",
    LIMITER,
    "if (now < this.#closedUntil) return;",
    "if (now < 0) return;",
    "wms/limiter/limiter",
  ),
  guard(
    "wms quota: any number may wait",
    LINE,
    "this.#waiting.size >= this.#max",
    "this.#waiting.size >= this.#max * 1e9",
    "wms/limiter/limiter",
  ),
];
