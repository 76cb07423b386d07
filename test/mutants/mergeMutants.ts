import type { Mutant } from "./mutant.ts";

interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A rule of the merge, broken: its table or nights of the simulated warehouse must notice. */
function merge(name: string, ...changes: readonly Change[]): Mutant {
  const patches = changes.map(({ file, ...change }) => ({ file: `src/core/${file}`, ...change }));
  return {
    name: `merge: ${name}`,
    patches,
    tests: ["test/core/wms/sights.test.ts", "test/wms/model/night.test.ts"],
  };
}

/** What a plausible version of the merge would do, rule by rule. */
export const MERGE_MUTANTS: readonly Mutant[] = [
  merge("31: orders are compared with the mark of events", {
    file: "wms/order.ts",
    find: "(sight.run ?? -1n)",
    replace: "(sight.posted ?? sight.run ?? -1n)",
  }),
  merge("31: events are ignored", {
    file: "wms/looseEvents.ts",
    find: "if (isIn(event, sight, dialect)) continue;",
    replace: "continue;",
  }),
  merge("31: a fall in a tie is contained", {
    file: "wms/looseEvents.ts",
    find: "if (order !== 0 || event.orderable >= 0n) return order <= 0;",
    replace: "if (order !== 2) return order <= 0;",
  }),
  merge("32: an order is handed over as soon as its state is told", {
    file: "wms/order.ts",
    find: "if (dialect.numberedRuns) return",
    replace: "if (sight.orderable >= 0n) return true;\n  if (dialect.numberedRuns) return",
  }),
  merge("32: how long a run lasts is forgotten", {
    file: "wms/order.ts",
    find: "allocation.toldAt + dialect.runLastsMs",
    replace: "allocation.toldAt",
  }),
  merge("32: a claim stays on the lot that we chose", {
    file: "wms/claims.ts",
    find: "if (allocation.stockId === row.id) return allocation;",
    replace: "if (allocation.stockId !== '') return allocation;",
  }),
  merge("33: an older page counts", {
    file: "wms/sights.ts",
    find: 'if (byRun < 0 || byPosting < 0) return "older";',
    replace: 'if (byRun < 0 || byPosting < 0) return "replaces";',
  }),
  merge("33: a page counts whenever it was asked for", {
    file: "wms/sights.ts",
    find: 'return isAskedAfter(page.askedAt, last.arrivedAt, dialect) ? "replaces" : "lowers";',
    replace: 'return "replaces";',
  }),
  merge("34: a fall stays on top for ever", {
    file: "wms/looseEvents.ts",
    find: "if (!isAskedAfter(sight.askedAt - unseenMs, event.arrivedAt, dialect)) return false;",
    replace: "if (sight.askedAt > 0) return false;",
  }),
  merge("34: an event without a mark raises", {
    file: "wms/sights.ts",
    find: "if (!dialect.eventMark && event.orderable >= 0n) return row;",
    replace: "",
  }),
  merge("34: the next run is enough, even where runs last", {
    file: "wms/looseEvents.ts",
    find: "return sight.run > event.sinceRun + runs;",
    replace: "return sight.run > event.sinceRun + runs - runs;",
  }),
  merge("34: any page after the event has it, where runs book events", {
    file: "wms/looseEvents.ts",
    find: 'if (dialect.eventsBooked === "live" || isBlind) return true;',
    replace: "if (dialect.lagMs >= 0) return true;",
  }),
  merge("35: an order without a key is pushed again at once", {
    file: "wms/pushing.ts",
    find: 'if (dialect.orderKeys) return { what: "push" };',
    replace: 'if (dialect.lagMs >= 0) return { what: "push" };',
  }),
  merge("35: an order is looked for while the request may still arrive", {
    file: "wms/pushing.ts",
    find: "const silentMs = timeoutMs + dialect.requestLastsMs + dialect.lagMs;",
    replace: "const silentMs = timeoutMs;",
  }),
  merge("36: what was sent is free at our request", {
    file: "wms/askBack.ts",
    find: 'return order.status === "local"',
    replace: 'return order.status !== "rejected"',
  }),
  merge("36: what was allocated is free when its cancellation is confirmed", {
    file: "wms/report.ts",
    find: "    if (allocation.handedOver) claims.undo(line, stockId, some);\n    return { ...allocation,",
    replace:
      "    if (allocation.handedOver) claims.undo(line, stockId, some);\n    else claims.handOver(line, { ...allocation, undone: some });\n    return { ...allocation, handedOver: true,",
  }),
  merge(
    '37: an order is cancelled before it was taken, and "unknown" answers that',
    {
      file: "wms/pushing.ts",
      find: 'case "sending": {',
      replace:
        'case "sending": {\n      if (wantedCancel(order) > order.cancelSent) return { what: "cancel" };',
    },
    {
      file: "wms/orderStep.ts",
      find: 'return status === "acked" ? this.#note({ ...order, status: "sending" }) : order;',
      replace: 'return status === "acked" ? order : this.#closeAll(order, "unknown");',
    },
  ),
  merge("38: a page raises before order states are in", {
    file: "wms/sights.ts",
    find: "if (!dialect.takesBack) return trimmed({ ...told, sight: page }, dialect);",
    replace: "if (dialect.lagMs >= 0) return trimmed({ ...told, sight: page }, dialect);",
  }),
  merge("38: what was taken back is not claimed again", {
    file: "wms/report.ts",
    find: "let after = claimAgain(context, line, report);",
    replace: "let after = line;",
  }),
  merge("39: a row that no page lists stays as it was", {
    file: "wms/sights.ts",
    find: '  if (standingOf(page, row, dialect) === "older") return row;\n  return { ...afterPage',
    replace: "  if (page.orderable === 0n) return row;\n  return { ...afterPage",
  }),
  merge("39: what was asked for during a walk raises what it did not list", {
    file: "wms/sights.ts",
    find: "raisesFrom: page.arrivedAt };",
    replace: "raisesFrom: null };",
  }),
  merge("40: a fall waits", {
    file: "wms/shown.ts",
    find: "orderable = least(orderable, shown.orderable);",
    replace: "",
  }),
];
