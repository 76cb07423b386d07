import { guard, type Mutant } from "../mutant.ts";

const BREAKER = "wms/http/breaker.ts";
const EXCHANGE = "wms/http/exchange.ts";
const SLOTS = "wms/http/slots.ts";
const TRANSPORT = "wms/http/transport.ts";
const VERDICT = "wms/http/verdict.ts";

/** Guards of every request to a warehouse system. */
export const TRANSPORT_MUTANTS: readonly Mutant[] = [
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
