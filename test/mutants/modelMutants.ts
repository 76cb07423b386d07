import type { Mutant, Patch } from "./mutant.ts";

const LANE = "src/store/lane";

/** A change that the model test has to notice by itself, in its short run. */
function model(name: string, ...patches: readonly Patch[]): Mutant {
  return {
    name: `model: ${name}`,
    patches,
    tests: ["test/model/model.test.ts"],
    only: "busy hour",
  };
}

/** Guards that a story with two servers, retries, crashes and an operator would miss. */
export const MODEL_MUTANTS: readonly Mutant[] = [
  model(
    "nobody takes turns, and the head's number is not compared",
    {
      file: `${LANE}/read/head.ts`,
      find: "where tenant_id = $1 for update`",
      replace: "where tenant_id = $1`",
    },
    {
      file: `${LANE}/write/journal.ts`,
      find: "where tenant_id = $2 and seq = $3`",
      replace: "where tenant_id = $2 and $3 = $3`",
    },
  ),
  model("stock is written over what an operator has written", {
    file: `${LANE}/write/stock.ts`,
    find: "where s.tenant_id = $2 and s.id = given.id and s.version = given.version_before`",
    replace: "where s.tenant_id = $2 and s.id = given.id`",
  }),
  model("expiry is ignored", {
    file: "src/core/reservation.ts",
    find: "return hasPassed(reservation.expiresAt, now) &&",
    replace: "return hasPassed(reservation.expiresAt, 0) &&",
  }),
  model("one of several new allocations is forgotten", {
    file: `${LANE}/write/allocations.ts`,
    find: "...arrays(ADDED, allocations)",
    replace: "...arrays(ADDED, allocations.slice(0, allocations.length - 1 || 1))",
  }),
  model(
    "a replay is applied twice",
    {
      file: `${LANE}/read/entries.ts`,
      find: "if (keys.length === 0) return [];",
      replace: "if (keys.length >= 0) return [];",
    },
    {
      file: "src/store/migrations/0001_books.ts",
      find: `"entry_request" unique ("tenant_id", "source", "request_id")`,
      replace: `"entry_request" unique ("tenant_id", "source", "request_id", "seq")`,
    },
  ),
  model("one of several postings is dropped", {
    file: `${LANE}/write/journal.ts`,
    find: "[...entry.postings.values()].map((posting) => ({ entry, posting })),\n  );",
    replace:
      "[...entry.postings.values()].map((posting) => ({ entry, posting })),\n  ).slice(0, entries.length > 1 ? -1 : undefined);",
  }),
];
