import type { Pool } from "pg";

import type { Count, CountLine } from "../../core/count/count.ts";
import { locationNotFound } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import { CommandRejected } from "../errors.ts";
import {
  COUNT_LINE_COLUMNS,
  type CountLineRow,
  countLineOf,
  NAMES_OF_LINE,
} from "../lane/read/countLines.ts";
import { COUNT_COLUMNS, countOf, type CountRow, findCounts } from "../lane/read/counts.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import type { CountLineQuery, CountQuery } from "../store.ts";

const LIST_COUNTS: Statement = {
  name: "list_counts",
  text: `
    select ${COUNT_COLUMNS}
      from stock_count c
      join location place on place.tenant_id = $1 and place.id = c.location_id
     where c.tenant_id = $1
       and ($2::uuid is null or c.id < $2)
       and ($3::text is null or c.state = $3)
     order by c.id desc
     limit $4`,
};

const LIST_COUNTS_AT: Statement = {
  name: "list_counts_at",
  text: `
    select ${COUNT_COLUMNS}
      from location place
      join stock_count c on c.tenant_id = $1 and c.location_id = place.id
     where place.tenant_id = $1 and place.code = $5
       and ($2::uuid is null or c.id < $2)
       and ($3::text is null or c.state = $3)
     order by c.id desc
     limit $4`,
};

const KNOWN_LOCATION: Statement = {
  name: "known_location",
  text: `select code from location where tenant_id = $1 and code = $2`,
};

const LIST_LINES: Statement = {
  name: "list_count_lines",
  text: `
    select ${COUNT_LINE_COLUMNS}
      from (select * from count_line
             where tenant_id = $1 and count_id = $2 and line > $3
               and ($4 = 'all' or ($4 = 'unrecorded' and counted is null)
                    or ($4 = 'differing' and counted <> on_hand))
             order by line
             limit $5) as l
     ${NAMES_OF_LINE}
     order by l.line`,
};

/** What a count has taken away and somebody was promised: as many as there are. */
const SHORT_AFTER: Statement = {
  name: "short_after_count",
  text: `
    select s.id
      from (select l.item_id, l.lot_id, c.location_id
              from stock_count c
              join count_line l on l.tenant_id = $1 and l.count_id = c.id
             where c.tenant_id = $1 and c.id = $2 and l.corrected < 0) as fell
     cross join lateral (
       select id, shortfall from stock
        where tenant_id = $1 and item_id = fell.item_id and location_id = fell.location_id
          and lot_id is not distinct from fell.lot_id
        limit 1) as s
     where s.shortfall > 0`,
};

/** A count as it stands now, or undefined. */
export async function readCount(
  pool: Pool,
  tenantId: string,
  id: Uuid,
): Promise<Count | undefined> {
  const [count] = await readTransaction(pool, tenantId, (client) =>
    findCounts(client, tenantId, [id]),
  );
  return count;
}

/** Newest first. @throws CommandRejected for a location that does not exist */
export async function listCounts(
  pool: Pool,
  tenantId: string,
  { location, state, afterId, limit }: CountQuery,
): Promise<Count[]> {
  const values = [tenantId, afterId, state, limit];
  if (location === null) {
    const { rows } = await readTransaction(
      pool,
      tenantId,
      (client) => send<CountRow>(client, LIST_COUNTS, values),
      SEARCHING,
    );
    return rows.map(countOf);
  }
  const [known, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        send(client, KNOWN_LOCATION, [tenantId, location]),
        send<CountRow>(client, LIST_COUNTS_AT, [...values, location]),
      ]),
    SEARCHING,
  );
  if (known.rows.length === 0) throw new CommandRejected(locationNotFound(location, "location"));
  return rows.map(countOf);
}

/** A count with some of its lines, in their order; undefined where there is none. */
export async function listCountLines(
  pool: Pool,
  tenantId: string,
  { countId, only, afterLine, limit }: CountLineQuery,
): Promise<{ count: Count; lines: CountLine[] } | undefined> {
  const [[count], { rows }] = await readTransaction(pool, tenantId, (client) =>
    settled([
      findCounts(client, tenantId, [countId]),
      send<CountLineRow>(client, LIST_LINES, [tenantId, countId, afterLine, only, limit]),
    ]),
  );
  return count && { count, lines: rows.map(countLineOf) };
}

/** Stock rows of which a count has taken units that were promised. */
export async function findShortAfter(pool: Pool, tenantId: string, countId: Uuid): Promise<Uuid[]> {
  const { rows } = await readTransaction(
    pool,
    tenantId,
    (client) => send<{ id: Uuid }>(client, SHORT_AFTER, [tenantId, countId]),
    SEARCHING,
  );
  return rows.map(({ id }) => id);
}
