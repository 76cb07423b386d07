import type { Mutant } from "./mutant.ts";

const HEAD = "src/store/lane/read/head.ts";
const JOURNAL = "src/store/lane/write/journal.ts";
const MIGRATION = "src/store/migrations/0001_books.ts";
const GRANTS = "src/store/migrations/grants.ts";
const TURN = {
  file: HEAD,
  find: "where tenant_id = $1 for update`",
  replace: "where tenant_id = $1`",
};

/** A CHECK that the database no longer makes. */
function unchecked(name: string, find: string, replace: string): Mutant {
  const tests = ["test/isolation/oversell.test.ts"];
  return { name, patches: [{ file: MIGRATION, find, replace }], tests };
}

/** Guards of the turn, of the journal and of the database. */
export const STORE_MUTANTS: readonly Mutant[] = [
  {
    name: "head lock: nobody takes turns",
    patches: [TURN],
    tests: ["test/race/books.test.ts"],
  },
  {
    name: "head lock: nobody takes turns, and the head's number is not compared",
    patches: [
      TURN,
      {
        file: JOURNAL,
        find: "where tenant_id = $2 and seq = $3`",
        replace: "where tenant_id = $2 and $3 = $3`",
      },
    ],
    tests: ["test/race/books.test.ts", "test/race/units.test.ts"],
  },
  {
    name: "replay under lock: the journal is not asked for known requests",
    patches: [
      {
        file: "src/store/lane/read/entries.ts",
        find: "if (keys.length === 0) return [];",
        replace: "if (keys.length >= 0) return [];",
      },
    ],
    tests: ["test/race/repeats.test.ts"],
  },
  {
    name: "replay: a repeat does not say that it is one",
    patches: [
      {
        file: "src/store/lane/decideAll.ts",
        find: `replayed: isChore(command) || entry.id !== command.entryId`,
        replace: `replayed: isChore(command)`,
      },
    ],
    tests: ["test/race/repeats.test.ts"],
  },
  {
    name: "lost reply: the first caller is told that it repeats itself",
    patches: [
      {
        file: "src/store/lane/decideAll.ts",
        find: `replayed: isChore(command) || entry.id !== command.entryId`,
        replace: `replayed: command.method !== ""`,
      },
    ],
    tests: ["test/crash/lostReply.test.ts"],
  },
  {
    name: "frozen holder: nothing ends a transaction that is frozen in mid-message",
    patches: [
      {
        file: "src/store/sql/session.ts",
        find: "TRANSACTION_TIMEOUT_VERSION = 170_000",
        replace: "TRANSACTION_TIMEOUT_VERSION = 990_000",
      },
      {
        file: "src/store/lane/database.ts",
        find: "const WATCH_AFTER_MS = 500;",
        replace: "const WATCH_AFTER_MS = 500_000;",
      },
    ],
    tests: ["test/crash/servers.test.ts"],
  },
  unchecked(
    "CHECK: a row may hide its shortfall",
    "check (shortfall = greatest(0, damaged",
    "check (shortfall >= 0 or shortfall = greatest(0, damaged",
  ),
  {
    name: "CHECK: any kind of entry may raise a shortfall",
    patches: [
      {
        file: "src/store/migrations/0003_wms.ts",
        find: "'wms_order') or greatest",
        replace: "'wms_order') or kind <> '' or greatest",
      },
    ],
    tests: ["test/isolation/oversell.test.ts"],
  },
  unchecked(
    "CHECK: an allocation makes units out of nothing",
    "check (quantity = held + committed + fulfilled + released + expired)",
    "check (quantity >= 0 or quantity = held + committed + fulfilled + released + expired)",
  ),
  unchecked(
    "CHECK: a posting may claim another kind than its entry's",
    `foreign key ("tenant_id", "seq", "kind") references "entry" ("tenant_id", "seq", "kind") on`,
    `foreign key ("tenant_id", "seq") references "entry" ("tenant_id", "seq") on`,
  ),
  {
    name: "role without journal rights: the service may rewrite the journal",
    patches: [
      {
        file: GRANTS,
        find: "grant select, insert on ${appendOnly",
        replace: "grant select, insert, update on ${appendOnly",
      },
      {
        file: GRANTS,
        find: "revoke update, delete, truncate on ${appendOnly",
        replace: "revoke delete, truncate on ${appendOnly",
      },
    ],
    tests: ["test/isolation/wall.test.ts"],
  },
  {
    name: "tenants are walls: reservations have none",
    patches: [
      {
        file: MIGRATION,
        find: `alter table "reservation" enable row level security`,
        replace: `alter table "reservation" disable row level security`,
      },
    ],
    tests: ["test/isolation/wall.test.ts"],
  },
];
