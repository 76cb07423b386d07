import type { Mutant, Patch } from "./mutant.ts";

/** A broken service, of which concurrent callers are told what no order of their commands explains. */
function told(name: string, ...patches: readonly Patch[]): Mutant {
  const inSource = patches.map((patch) => ({ ...patch, file: `src/${patch.file}` }));
  return { name: `history: ${name}`, patches: inSource, tests: ["test/history/live.test.ts"] };
}

/** Guards whose absence callers notice together, each of whom sees nothing wrong alone. */
export const HISTORY_MUTANTS: readonly Mutant[] = [
  told(
    "two servers write the same stock at once, and nothing notices",
    {
      file: "store/lane/read/head.ts",
      find: "where tenant_id = $1 for update`",
      replace: "where tenant_id = $1`",
    },
    {
      file: "store/lane/write/journal.ts",
      find: "where tenant_id = $2 and seq = $3`",
      replace: "where tenant_id = $2 and $3 = $3`",
    },
    {
      file: "store/lane/write/stock.ts",
      find: " and s.version = given.version_before`",
      replace: "`",
    },
    // Else their entries would meet at the same number.
    {
      file: "store/lane/write/page.ts",
      find: "this.#seq += 1n;",
      replace: "this.#seq += BigInt(1 + Math.floor(Math.random() * 1e9));",
    },
  ),
  told(
    "a repeat is carried out again",
    {
      file: "store/lane/read/entries.ts",
      find: "if (keys.length === 0) return [];",
      replace: "if (keys.length >= 0) return [];",
    },
    {
      file: "store/migrations/0001_books.ts",
      find: `"entry_request" unique ("tenant_id", "source", "request_id")`,
      replace: `"entry_request" unique ("tenant_id", "source", "request_id", "seq")`,
    },
  ),
  told("repeats are looked for in vain, and only the database refuses them", {
    file: "store/lane/read/entries.ts",
    find: "if (keys.length === 0) return [];",
    replace: "if (keys.length >= 0) return [];",
  }),
  told(
    "availability comes from a cache of 300 ms",
    {
      file: "store/reads/availability.ts",
      find: "/** Answers several callers' keys with one query; with a second one, of all of them, where some are bundles. */",
      replace: `const CACHE = new Map<string, ReturnType<typeof readStock>>();
function cached(key: string, read: () => ReturnType<typeof readStock>): ReturnType<typeof readStock> {
  const found = CACHE.get(key) ?? read();
  if (!CACHE.has(key)) setTimeout(() => CACHE.delete(key), 300).unref();
  CACHE.set(key, found);
  return found;
}
`,
    },
    {
      file: "store/reads/availability.ts",
      find: "await readStock(pool, tenantId, keys);",
      replace: "await cached(keys.map(nameOf).join(), () => readStock(pool, tenantId, keys));",
    },
  ),
  told("questions join a query that is under way", {
    file: "store/reads/gate.ts",
    find: "ask(question: Q): Promise<A> {\n    return new Promise(",
    replace:
      "readonly #last = new Map<string, Promise<A>>();\n  ask(question: Q): Promise<A> {\n" +
      "    const last = this.#last.get(JSON.stringify(question));\n" +
      "    if (this.#running && last !== undefined) return last;\n" +
      "    const asked = this.#ask(question);\n" +
      "    this.#last.set(JSON.stringify(question), asked);\n" +
      "    return asked;\n  }\n" +
      "  #ask(question: Q): Promise<A> {\n    return new Promise(",
  }),
  told("one batch of twenty is answered and rolled back", {
    file: "store/sql/session.ts",
    find: `  await send(client, COMMIT, []);`,
    replace: `  await send(client, Math.random() < 0.05 ? { name: "no", text: "rollback" } : COMMIT, []);`,
  }),
  told("an overdue hold may still be committed", {
    file: "core/lapse.ts",
    find: " && !isOverdue(reservation, now)",
    replace: "",
  }),
  told("overdue holds keep stock from others", {
    file: "core/stock.ts",
    find: "return claims(row.balances) - row.overdueHeld;",
    replace: "return claims(row.balances);",
  }),
];
