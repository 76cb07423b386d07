import { guard, type Mutant } from "../mutant.ts";

const CHECKS = "wms/adapters/checks.ts";
const READING = "wms/adapters/reading.ts";

/** Guards of what a warehouse system's answers are taken for. */
export const ADAPTER_MUTANTS: readonly Mutant[] = [
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
