import { guard, type Mutant } from "../mutant.ts";

const SIMULATED = "test/wms/contract/simulated.ts";

/** An adapter that declares something else than its warehouse system does. */
function lie(warehouse: string, declared: string): Mutant {
  const replace = `secret: simulator.key, dialect: { ...dialect, ${declared} }, transport`;
  return {
    name: `wms contract: a ${warehouse} warehouse system is said to be ${declared}`,
    patches: [{ file: SIMULATED, find: "secret: simulator.key, dialect, transport", replace }],
    tests: ["test/wms/contract/http.test.ts"],
    only: `a ${warehouse} warehouse`,
  };
}

/** A warehouse system that does something else than its dialect says. */
function breach(name: string, warehouse: string, file: string, find: string, replace: string) {
  const only = `a ${warehouse} warehouse`;
  const broken = guard(`wms contract: ${name}`, file, find, replace, "wms/contract/http", only);
  return broken;
}

/** What the contract must notice: dialects that claim too much, and systems that do too little. */
export const CONTRACT_MUTANTS: readonly Mutant[] = [
  lie("legacy", "numberedRuns: true"),
  lie("legacy", "eventMark: true"),
  lie("legacy", "orderKeys: true"),
  lie("legacy", "orderedPages: true"),
  lie("legacy", "runLastsMs: 0"),
  lie("legacy", "lagMs: 0"),
  lie("legacy", "requestLastsMs: 0"),
  lie("legacy", 'zeroRows: "listed"'),
  lie("modern", 'zeroRows: "leftOut"'),
  lie("modern", 'eventsBooked: "atRuns"'),
  lie("batch", 'eventsBooked: "live"'),
  lie("grabby", "takesBack: false"),
  lie("silent", "unseenMs: 0"),
  breach(
    "pages are ahead of their run",
    "modern",
    "wmsSim/world/pages.ts",
    "run: dialect.numberedRuns ? run : null",
    "run: dialect.numberedRuns ? run + 1 : null",
  ),
  breach(
    "pages lack what was posted up to their mark",
    "batch",
    "wmsSim/world/pages.ts",
    "posted: dialect.eventMark ? posted : null",
    "posted: dialect.eventMark ? posted + 1 : null",
  ),
  breach(
    "pages show a run before states tell of it",
    "grabby",
    "wmsSim/world/running.ts",
    "const seenAt = state.now + state.random.between(1, lastsMs);",
    "const seenAt = state.now + lastsMs + 1; state.agenda.plan(state.now + 1, () => endRun(state, state.running as Run));",
  ),
  breach(
    "the last page of a walk is never told",
    "modern",
    "wmsSim/world/pages.ts",
    "next: found.length > limit && last",
    'next: found.length > limit && after.sortKey === "" && last',
  ),
  breach(
    "cancelled units are orderable at once",
    "modern",
    "wmsSim/world/cancelling.ts",
    "cell.returning += quantity;",
    "cell.books = { ...cell.books, orderable: cell.books.orderable + quantity }; cell.shown.record(state.now, cell.books);",
  ),
  breach(
    "a cancellation counts each time",
    "modern",
    "wmsSim/world/cancelling.ts",
    "line.cancelAnswered += units;",
    "",
  ),
  breach(
    "an order that is pushed again is taken again",
    "modern",
    "wmsSim/world/placing.ts",
    "if (earlier !== undefined && dialect.orderKeys) return outcomeOf(earlier);",
    "",
  ),
  breach(
    "a rejected order is not closed",
    "modern",
    "wmsSim/world/placing.ts",
    "closed: rejected === null ? 0 : quantity,",
    "closed: 0,",
  ),
  breach(
    "figures of orders fall when they have shipped",
    "modern",
    "wmsSim/world/order.ts",
    "shipped: sum(allocations, (allocation) => allocation.shipped),",
    "shipped: sum(allocations, (allocation) => allocation.shipped) === line.ordered ? 0 : 1,",
  ),
  breach(
    "events are told once only",
    "modern",
    "wmsSim/world/journal.ts",
    "const events = this.#events.slice(from, from + Math.max(1, limit));",
    'const events = this.#events.slice(from, from + Math.max(1, limit)).filter((one) => Reflect.set(one, Symbol.for("told"), (Reflect.get(one, Symbol.for("told")) ?? 0) + 1) && Reflect.get(one, Symbol.for("told")) < 2);',
  ),
  breach(
    "what is found out late is told with the moment when it was found out",
    "modern",
    "wmsSim/world/posting.ts",
    "    occurredAt,\n  });",
    "    occurredAt: state.now,\n  });",
  ),
  breach(
    "nobody is told that an order has changed",
    "modern",
    "wmsSim/world/showing.ts",
    "state.journal.hint(order.reference);",
    "",
  ),
];
