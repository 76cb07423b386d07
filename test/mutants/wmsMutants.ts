import { guard, type Mutant } from "./mutant.ts";

const BUCKET = "store/wms/bucket.ts";
const LIMITER = "wms/limiter/limiter.ts";
const LINE = "wms/limiter/line.ts";
const TERMS = "wms/limiter/terms.ts";
const BREAKER = "wms/http/breaker.ts";
const EXCHANGE = "wms/http/exchange.ts";
const SLOTS = "wms/http/slots.ts";
const TRANSPORT = "wms/http/transport.ts";
const CHECKS = "wms/adapters/checks.ts";
const READING = "wms/adapters/reading.ts";
const SIGNATURE = "wms/inbox/signature.ts";
const VERDICT = "wms/http/verdict.ts";

/** Guards of the one quota. */
const QUOTA_MUTANTS: readonly Mutant[] = [
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

/** Guards of every request to a warehouse system. */
const TRANSPORT_MUTANTS: readonly Mutant[] = [
  guard(
    "wms way out: redirects are followed",
    EXCHANGE,
    "followRedirect: false,",
    "followRedirect: true,",
    "wms/http/transport",
  ),
  guard(
    "wms way out: answers may be of any length",
    EXCHANGE,
    "if (bytes > bytesMax)",
    "if (bytes > bytesMax * 1e3)",
    "wms/http/transport",
  ),
  guard(
    "wms way out: an answer may take for ever",
    EXCHANGE,
    "timeout: { request: limits.timeoutMs },",
    "",
    "wms/http/transport",
  ),
  guard(
    "wms way out: a dead token is used",
    EXCHANGE,
    "now >= token.diesAt;",
    "now >= token.diesAt + 1e9;",
    "wms/http/transport",
  ),
  guard(
    "wms way out: a connection may take as long as it likes",
    EXCHANGE,
    "setTimeout(late, token.arriveBy - now)",
    "setTimeout(late, token.arriveBy - now + 1e6)",
    "wms/http/transport",
  ),
  guard(
    "wms way out: what was sent on a kept connection counts as not sent",
    EXCHANGE,
    "if (request.reusedSocket) sent();",
    "if (request.reusedSocket) clearTimeout(timer);",
    "wms/http/transport",
  ),
  guard(
    "wms way out: what was sent counts as not sent",
    EXCHANGE,
    "trip.wasSent = true;",
    "",
    "wms/http/transport",
  ),
  guard(
    "wms way out: what was never sent counts as sent",
    TRANSPORT,
    "{ maybeDone: trip.wasSent }",
    "{ maybeDone: true }",
    "wms/http/transport",
  ),
  guard(
    "wms way out: an order that met a failure was not taken",
    VERDICT,
    "new WmsUnavailable(message, { maybeDone: true })",
    "new WmsUnavailable(message, { maybeDone: false })",
    "wms/http/transport",
  ),
  guard(
    "wms way out: the token is taken before the breaker is asked",
    TRANSPORT,
    "this.#breaker.run(() => this.#try(request, signal, trip));",
    "this.#limiter.acquire(request.kind, signal).then(() => this.#breaker.run(() => this.#try(request, signal, trip)));",
    "wms/http/breaker",
  ),
  guard(
    "wms way out: the breaker never opens",
    BREAKER,
    "new ConsecutiveBreaker(failuresMax)",
    "new ConsecutiveBreaker(failuresMax * 1e6)",
    "wms/http/breaker",
  ),
  guard(
    "wms way out: giving up makes failures forgotten",
    BREAKER,
    'if (tried.proves === "nothing" && !isOnTrial()) throw new Nothing(tried);',
    'if (tried.proves === "nothing" && !isOnTrial()) return { ...tried, proves: "alive" };',
    "wms/http/breaker",
  ),
  guard(
    "wms way out: a try that says nothing closes the breaker",
    BREAKER,
    'tried.proves === "nothing" && !isOnTrial()',
    'tried.proves === "nothing"',
    "wms/http/breaker",
  ),
  guard(
    "wms way out: too many requests count as death",
    VERDICT,
    'return { proves: "alive", failure, closing: { forMs, slower: true } };',
    'return { proves: "dead", failure, closing: { forMs, slower: true } };',
    "wms/http/breaker",
  ),
  guard(
    "wms way out: a refusal for the quota is told to nobody",
    TRANSPORT,
    "if (verdict.closing !== undefined)",
    "if (verdict.closing === null)",
    "wms/http/refusals",
  ),
  guard(
    "wms way out: reads take every slot",
    SLOTS,
    "pLimit(Math.max(1, Math.floor(concurrency / 2)))",
    "pLimit(concurrency)",
    "wms/http/crowd",
  ),
  guard(
    "wms way out: orders take every slot",
    SLOTS,
    "pLimit(Math.max(1, concurrency - 1))",
    "pLimit(concurrency)",
    "wms/http/crowd",
  ),
  guard(
    "wms way out: any number is under way",
    SLOTS,
    "const all = pLimit(concurrency);",
    "const all = pLimit(concurrency * 9);",
    "wms/http/crowd",
  ),
  guard(
    "wms way out: whoever gives up waits all the same",
    "wms/http/patience.ts",
    'signal.addEventListener("abort", leave, { once: true });',
    "",
    "wms/http/breaker",
  ),
  guard(
    "wms way out: the other side's words are shown as they are",
    VERDICT,
    "firstWords(redact(answer.text))",
    "firstWords(answer.text)",
    "wms/http/secrets",
  ),
  guard(
    "wms way out: got's error is kept, with all headers",
    TRANSPORT,
    "redact(end.why)}`;",
    "redact(end.why)} ${JSON.stringify(out)}`;",
    "wms/http/secrets",
  ),
];

/** Guards of what a warehouse system's answers are taken for. */
const ADAPTER_MUTANTS: readonly Mutant[] = [
  guard(
    "wms answers: anything that is no number counts as none",
    READING,
    "min(0).max(UNITS_MAX).transform(BigInt);",
    "min(0).max(UNITS_MAX).catch(0).transform(BigInt);",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: text that no database keeps is read",
    READING,
    'given.isWellFormed() && !given.includes("\\0")',
    "given.length > 0",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: marks that are missing are not missed",
    READING,
    "return isTold ? mark : z.null().catch(null);",
    "return isTold ? mark.nullish().transform((told) => told ?? null) : z.null().catch(null);",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: a walk may go round in circles",
    CHECKS,
    "page.next !== null && page.next === cursor",
    "page.next !== null && page.next === null",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: pages that must be ordered need not be",
    CHECKS,
    "compareLines(before, line) >= 0",
    "compareLines(before, line) > 9",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: lines are ordered by characters, not by bytes",
    CHECKS,
    "one === two ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(two))",
    "one === two ? 0 : one < two ? -1 : 1",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: a line may come twice",
    CHECKS,
    "if (seen.has(key))",
    "if (seen.has(key) && dialect.orderedPages)",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: units are taken back where the dialect says that none are",
    CHECKS,
    "!dialect.takesBack && line.takenBack.length > 0",
    "!dialect.takesBack && line.takenBack.length > 9",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: orders that nobody asked about are read",
    CHECKS,
    "!asked.delete(reference)",
    "asked.size === 9 && !asked.delete(reference)",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: a page that says OK to everything takes orders",
    "wms/adapters/http.ts",
    'readAnswer(outcome("taken", reference), text);',
    "",
    "wms/adapters/nonsense",
  ),
  guard(
    "wms answers: every 404 means an unknown order",
    "wms/adapters/http.ts",
    "if (!readsAs(unknownOrder, text))",
    "if (text === null)",
    "wms/adapters/http",
  ),
  guard(
    "wms answers: orders go without their key",
    "wms/adapters/http.ts",
    'withKey ? { "idempotency-key": reference } : {}',
    'withKey ? {} : { "idempotency-key": reference }',
    "wms/adapters/http",
  ),
];

/** Guards of what comes in by webhooks. */
const INBOX_MUTANTS: readonly Mutant[] = [
  guard(
    "wms webhooks: the moment is not signed",
    SIGNATURE,
    "update(`${signed.seconds}.`).update(body)",
    "update(body)",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: deliveries may be of any age",
    SIGNATURE,
    "Math.abs(ageMs) <= SIGNATURE_AGE_MAX_MS",
    "ageMs <= Infinity",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: deliveries may come from the future",
    SIGNATURE,
    "Math.abs(ageMs)",
    "ageMs",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: only the first signature counts",
    SIGNATURE,
    "if (!matches.includes(true))",
    "if (matches[0] !== true)",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: an empty secret signs",
    SIGNATURE,
    'if (secret === "")',
    'if (secret === "never")',
    "wms/inbox/signature",
  ),
];

/** Guards of the way out to warehouse systems. */
export const WMS_MUTANTS: readonly Mutant[] = [
  ...QUOTA_MUTANTS,
  ...TRANSPORT_MUTANTS,
  ...ADAPTER_MUTANTS,
  ...INBOX_MUTANTS,
];
