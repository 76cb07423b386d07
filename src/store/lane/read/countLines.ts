import type { ClientBase } from "pg";

import type { CountLine } from "../../../core/count/count.ts";
import { msOf, send, type Statement } from "../../sql/statement.ts";

/** The columns of a line, of the aliases `l` for it, `i` for its item and `t` for its lot. */
export const COUNT_LINE_COLUMNS = `
  l.count_id, l.line, l.item_id, i.sku, l.lot_id, t.number as lot, l.counted, l.on_hand,
  l.corrected, ${msOf("l.recorded_at")} as recorded_at`;

/** The item and the lot of a line. */
export const NAMES_OF_LINE = `
  cross join lateral (
    select sku from item where tenant_id = $1 and id = l.item_id limit 1) as i
   left join lateral (
    select number from lot where tenant_id = $1 and id = l.lot_id limit 1) as t on true`;

const FIND_LINES_OF_COUNTS: Statement = {
  name: "find_lines_of_counts",
  text: `
    select ${COUNT_LINE_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from count_line where tenant_id = $1 and count_id = wanted.id offset 0) as l
     ${NAMES_OF_LINE}`,
};

/** Of every count the lines of every item. */
const FIND_LINES_OF_ITEMS: Statement = {
  name: "find_count_lines_of_items",
  text: `
    select ${COUNT_LINE_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join unnest($3::text[]) as named (sku)
     cross join lateral (
       select id, sku from item where tenant_id = $1 and sku = named.sku limit 1) as i
     cross join lateral (
       select * from count_line
        where tenant_id = $1 and count_id = wanted.id and item_id = i.id
       offset 0) as l
      left join lateral (
       select number from lot where tenant_id = $1 and id = l.lot_id limit 1) as t on true`,
};

/** What is still to be recorded comes first: corrections wait for all of it. */
const FIND_LINES_TO_CLOSE: Statement = {
  name: "find_count_lines_to_close",
  text: `
    select ${COUNT_LINE_COLUMNS}
      from (select * from count_line
             where tenant_id = $1 and count_id = $2 and corrected is null
               and (counted is null and $3::boolean or counted <> on_hand)
             order by counted is not null, line
             limit $4) as l
     ${NAMES_OF_LINE}`,
};

export interface CountLineRow {
  readonly count_id: string;
  readonly line: number;
  readonly item_id: string;
  readonly sku: string;
  readonly lot_id: string | null;
  readonly lot: string | null;
  readonly counted: bigint | null;
  readonly on_hand: bigint | null;
  readonly corrected: bigint | null;
  readonly recorded_at: number | null;
}

/** @param skus only of these items; null: all lines */
export async function findCountLines(
  client: ClientBase,
  tenantId: string,
  countIds: readonly string[],
  skus: readonly string[] | null,
): Promise<CountLine[]> {
  if (countIds.length === 0 || skus?.length === 0) return [];
  const statement = skus === null ? FIND_LINES_OF_COUNTS : FIND_LINES_OF_ITEMS;
  const values = [tenantId, countIds, ...(skus === null ? [] : [skus])];
  const { rows } = await send<CountLineRow>(client, statement, values);
  return rows.map(countLineOf);
}

/** Lines that differ and are not corrected, and those that nobody has recorded, where these are wanted. */
export async function findLinesToClose(
  client: ClientBase,
  tenantId: string,
  countId: string,
  withUnrecorded: boolean,
  limit: number,
): Promise<CountLine[]> {
  const values = [tenantId, countId, withUnrecorded, limit];
  const { rows } = await send<CountLineRow>(client, FIND_LINES_TO_CLOSE, values);
  return rows.map(countLineOf);
}

export function countLineOf(row: CountLineRow): CountLine {
  return {
    countId: row.count_id,
    number: row.line,
    itemId: row.item_id,
    sku: row.sku,
    lotId: row.lot_id,
    lot: row.lot,
    counted: row.counted,
    onHand: row.on_hand,
    recordedAt: row.recorded_at,
    corrected: row.corrected,
  };
}
