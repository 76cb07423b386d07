import type { Mutant, Patch } from "./mutant.ts";

/** What only somebody who kills servers and PostgreSQL under load would notice. */
export const CRASH_MUTANTS: readonly Mutant[] = [
  crash("answers go out before the commit", {
    file: "src/store/lane/batch.ts",
    find: "    await settled([written ?? Promise.resolve(), commit(client)]);",
    replace: "    settled([written ?? Promise.resolve(), commit(client)]).catch(() => undefined);",
  }),
  crash("commits do not wait for the disk", {
    file: "src/store/sql/session.ts",
    find: "  lock_timeout: `${TIMEOUTS_MS.lock}`,",
    replace: "  lock_timeout: `${TIMEOUTS_MS.lock}`,\n  synchronous_commit: 'off',",
  }),
  crash(
    "what serves an order is written behind it, in a transaction of its own",
    {
      file: "src/store/lane/write/write.ts",
      find: "    insertAllocations(client, tenantId, added),",
      replace: "    Promise.resolve(),",
    },
    {
      file: "src/store/lane/write/write.ts",
      find: "    updateHead(client, tenantId, before, page.head),\n  ]);",
      replace:
        "    updateHead(client, tenantId, before, page.head),\n  ]);\n" +
        "  const again = `begin; set local role holdfast_service; set local holdfast.tenant_id = '${tenantId}'`;\n" +
        "  await client.query(again);\n" +
        "  await insertAllocations(client, tenantId, added);\n" +
        '  await client.query("commit");',
    },
  ),
  crash("an idle connection that breaks ends the server", {
    file: "src/store/sql/pool.ts",
    find: `  pool.on("error", () => undefined);`,
    replace: "",
  }),
  crash("a sweeper that loses its database ends the server", {
    file: "src/workers/rounds.ts",
    find: "      this.#options.onError(error);\n      return false;",
    replace: "      this.#options.onError(error);\n      throw error;",
  }),
  crash("the catalog never gives back a connection that broke", {
    file: "src/store/orm.ts",
    find: "      onPoolCreated: giveBackBroken,\n",
    replace: "",
  }),
];

function crash(name: string, ...patches: readonly Patch[]): Mutant {
  return { name: `crash: ${name}`, patches, tests: ["test/crash/rounds.test.ts"] };
}
