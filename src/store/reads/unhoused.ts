import type { Pool, PoolClient } from "pg";

import type { Uuid } from "../../core/stock.ts";
import { CLAIMS } from "../entities/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, type Statement } from "../sql/statement.ts";
import { READ_MOMENT } from "./clock.ts";

const IS_LIVE = `a.held > 0 and (a.expires_at is null or a.expires_at > ${READ_MOMENT})`;

/** Live holds on barred lots to which nobody has come yet. */
const FIND_UNHOUSED: Statement = {
  name: "find_unhoused",
  text: `
    select distinct u.id
      from (
        select a.reservation_id as id
          from lot t
          join stock s on s.tenant_id = $1 and s.lot_id = t.id and s.held > 0
          join allocation a on a.tenant_id = $1 and a.stock_id = s.id
         where t.tenant_id = $1 and t.barred_at is not null and ${IS_LIVE}
           and (a.short_at is null or a.short_at < t.barred_at)
         limit $2) as u`,
};

/** Some other stock of the item has units that nobody claims. Whether it suits the hold, the core knows. */
const HAS_OTHERS = `
  exists (
    select from stock o
      left join lot t on t.tenant_id = $1 and t.id = o.lot_id
     where o.tenant_id = $1 and o.item_id = s.item_id and o.id <> s.id
       and o.on_hand > ${CLAIMS.replaceAll(/\w+/g, (column) => `o.${column}`)}
       and t.barred_at is null and (t.expires_at is null or t.expires_at > ${READ_MOMENT}))`;

/** Live holds that were marked short, and those on stock that we count and that fell short, where there may be other stock. */
const FIND_RESTLESS: Statement = {
  name: "find_restless",
  text: `
    select distinct a.reservation_id as id
      from (
        select s.id, s.item_id, false as is_short
          from lot t
          join stock s on s.tenant_id = $1 and s.lot_id = t.id and s.held > 0
         where t.tenant_id = $1 and t.barred_at is not null
         union all
        select s.id, s.item_id, true
          from stock s
          join location l on l.tenant_id = $1 and l.id = s.location_id and l.wms_account_id is null
         where s.tenant_id = $1 and s.shortfall > 0 and s.held > 0) as s
      join allocation a on a.tenant_id = $1 and a.stock_id = s.id
     where ${IS_LIVE} and (s.is_short or a.short_at is not null) and ${HAS_OTHERS}
       and ($2::uuid is null or a.reservation_id < $2)
     order by a.reservation_id desc
     limit $3`,
};

/** Reservations that hold units of barred lots and were neither re-homed nor told that they cannot be. */
export function findUnhoused(pool: Pool, tenantId: string, limit: number): Promise<Uuid[]> {
  return find(pool, tenantId, FIND_UNHOUSED, [limit]);
}

/**
 * Reservations that may be re-homed now although they could not before: those that were marked short, and those on stock
 * that fell short. The newest first: who came last moves first.
 */
export function findRestless(
  pool: Pool,
  tenantId: string,
  after: Uuid | null,
  limit: number,
): Promise<Uuid[]> {
  return find(pool, tenantId, FIND_RESTLESS, [after, limit]);
}

async function find(
  pool: Pool,
  tenantId: string,
  statement: Statement,
  values: readonly (string | number | null)[],
): Promise<Uuid[]> {
  const search = (client: PoolClient) =>
    send<{ id: Uuid }>(client, statement, [tenantId, ...values]);
  const { rows } = await readTransaction(pool, tenantId, search, SEARCHING);
  return rows.map(({ id }) => id);
}
