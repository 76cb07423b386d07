import { guard, type Mutant } from "./mutant.ts";

const DRIFT = "core/wms/drift.ts";
const PROGRESS = "core/wms/progress.ts";
const RESOLVE = "core/commands/wms/resolve.ts";

/** A change of the rules, which their own tests must notice. */
const rule = (name: string, file: string, find: string, replace: string, test: string): Mutant =>
  guard(`desk: ${name}`, file, find, replace, `core/wms/${test}`);

/** Guards of what differences and orders are called, and of what resolving drift does. */
export const DESK_RULE_MUTANTS: readonly Mutant[] = [
  rule("orders explain nothing", DRIFT, "least(-drift, sentUnits)", "0n", "drift"),
  rule(
    "what was just told is shrinkage at once",
    DRIFT,
    "if (toldAt === null) return false;",
    "return false;",
    "drift",
  ),
  rule(
    "a run that is to come explains nothing",
    DRIFT,
    "(sight.run ?? -1n) <= toldRun",
    "false",
    "drift",
  ),
  rule(
    "old pages count as new",
    DRIFT,
    "sight.askedAt - runLastsMs - unseenMs",
    "sight.askedAt",
    "drift",
  ),
  rule(
    "events are due before a page can have them",
    DRIFT,
    "sight !== null && isSurelyIn(event, sight, dialect)",
    "sight !== null",
    "drift",
  ),
  rule(
    "a common reference overlaps with itself",
    DRIFT,
    "least(own - known, balances",
    "least(own, balances",
    "drift",
  ),
  rule(
    "a parked order looks as if it went on",
    PROGRESS,
    'if (parked) return "parked";',
    "",
    "progress",
  ),
  rule(
    "a cancellation is not shown",
    PROGRESS,
    'if (pendingCancel(line) > 0n) return "releasing";',
    "",
    "progress",
  ),
  rule(
    "what came back counts as delivered",
    PROGRESS,
    "quantity > undone",
    "quantity > 0n",
    "progress",
  ),
  rule("what came back serves", PROGRESS, "+ quantity - undone);", "+ quantity);", "progress"),
  rule(
    "what was taken back counts as returned",
    PROGRESS,
    "returned: undone - takenBack",
    "returned: undone",
    "progress",
  ),
  rule(
    "drift is resolved where there is none",
    RESOLVE,
    "row !== undefined && row.drift !== 0n",
    "row !== undefined",
    "resolve",
  ),
  rule("a recount forgets the drift", RESOLVE, 'if (resolution !== "recount") ', "", "resolve"),
  rule(
    "resolved drift stays",
    RESOLVE,
    "draft.putWmsRow({ ...row, drift: 0n })",
    "draft.putWmsRow(row)",
    "resolve",
  ),
  rule(
    "drift is as old as its last change",
    "core/draft.ts",
    "(row.driftSince ?? this.now)",
    "this.now",
    "resolve",
  ),
];
