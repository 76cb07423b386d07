import type { ClientBase } from "pg";

import { send, type Statement } from "../../sql/statement.ts";
import {
  arrays,
  assignments,
  type Column,
  givenValues,
  guarded,
  names,
  unnest,
} from "./columns.ts";

/** Adds rows that are sent as one array per column. */
export function insertInto<T>(table: string, columns: readonly Column<T>[]): Statement {
  return {
    name: `insert_${table}s`,
    text: `
      insert into ${table} (tenant_id, ${names(columns)})
      select $1, ${givenValues(columns)} from ${unnest(columns, 2)}`,
  };
}

/**
 * Changes rows, and fails with `VERSION_MISS` when one of them is not as it was read.
 *
 * @param given everything that is sent of a row
 * @param which names the row `r` by what is `given`
 */
export function updateOf<T>(
  table: string,
  changed: readonly Column<T>[],
  given: readonly Column<T>[],
  which: string,
): Statement {
  return {
    name: `update_${table}s`,
    text: guarded(`
      update ${table} r
         set ${assignments(changed)}
        from ${unnest(given, 3)}
       where r.tenant_id = $2 and ${which}`),
  };
}

export async function add<T>(
  client: ClientBase,
  statement: Statement,
  tenantId: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
): Promise<void> {
  if (rows.length > 0) await send(client, statement, [tenantId, ...arrays(columns, rows)]);
}

export async function change<T>(
  client: ClientBase,
  statement: Statement,
  tenantId: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
): Promise<void> {
  if (rows.length === 0) return;
  await send(client, statement, [rows.length, tenantId, ...arrays(columns, rows)]);
}
