import type { PoolClient } from "pg";

import type { EntryKind } from "../../core/decision.ts";
import type { Uuid } from "../../core/stock.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import type { MovementQuery } from "./history.ts";

/** What a query names, by id. Null: it names none. */
export interface NamedIds {
  readonly item: Uuid | null;
  readonly location: Uuid | null;
  readonly lot: Uuid | null;
  /** Reservations with the label that it names. */
  readonly reservations: readonly Uuid[];
}

const FIND_NAMED: Statement = {
  name: "find_named_in_history",
  text: `
    select i.id as item, l.id as location, t.id as lot
      from (select 1) as always
      left join lateral (select id from item where tenant_id = $1 and sku = $2 limit 1) as i on true
      left join lateral (select id from location where tenant_id = $1 and code = $3 limit 1) as l on true
      left join lateral (
        select id from lot where tenant_id = $1 and item_id = i.id and number = $4 limit 1) as t on true`,
};

const FIND_LABELLED: Statement = {
  name: "find_labelled_reservations",
  text: `
    select id from reservation
     where tenant_id = $1 and order_ref = $2 and order_ref <> '' order by id`,
};

const ROWS_OF_ITEM: Statement = {
  name: "find_rows_of_item",
  text: `
    select id from stock
     where tenant_id = $1 and item_id = $2 and ($3::uuid is null or location_id = $3)
       and ($4::uuid is null or lot_id = $4)
     limit $5`,
};

const ROWS_OF_LOCATION: Statement = {
  name: "find_rows_of_location",
  text: `select id from stock where tenant_id = $1 and location_id = $2 order by id limit $3`,
};

/** The actors of each kind of entry, found by leaping from one to the next: there are few, with many entries each. */
const FIND_ACTORS: Statement = {
  name: "find_actors_by_kind",
  text: `
    with recursive told (kind, actor) as (
      select k.kind, a.actor from unnest($2::text[]) as k (kind)
       cross join lateral (
         select actor from entry where tenant_id = $1 and kind = k.kind order by actor limit 1) as a
       union all
      select b.kind, a.actor from told as b
       cross join lateral (
         select actor from entry where tenant_id = $1 and kind = b.kind and actor > b.actor
          order by actor limit 1) as a)
    select kind, actor from told`,
};

/** Looks names up. A lot is one of the item that is named with it. */
export async function findNamed(
  client: PoolClient,
  tenantId: string,
  query: Pick<MovementQuery, "sku" | "location" | "lot" | "orderRef">,
): Promise<NamedIds> {
  const { sku, location, lot, orderRef } = query;
  const [named, labelled] = await settled([
    send<Omit<NamedIds, "reservations">>(client, FIND_NAMED, [tenantId, sku, location, lot]),
    send<{ id: Uuid }>(client, FIND_LABELLED, [tenantId, orderRef]),
  ]);
  const ids = named.rows[0] ?? { item: null, location: null, lot: null };
  return { ...ids, reservations: labelled.rows.map(({ id }) => id) };
}

/** The stock rows of an item, or of a location. @param limit at most so many */
export async function findRows(
  client: PoolClient,
  tenantId: string,
  { item, location, lot }: NamedIds,
  limit: number,
): Promise<Uuid[]> {
  const { rows } =
    item === null
      ? await send<{ id: Uuid }>(client, ROWS_OF_LOCATION, [tenantId, location, limit])
      : await send<{ id: Uuid }>(client, ROWS_OF_ITEM, [tenantId, item, location, lot, limit]);
  return rows.map(({ id }) => id);
}

/** Who has made entries of each of these kinds. */
export async function findActors(
  client: PoolClient,
  tenantId: string,
  kinds: readonly EntryKind[],
): Promise<{ kind: EntryKind; actor: string }[]> {
  type Row = { readonly kind: EntryKind; readonly actor: string };
  const { rows } = await send<Row>(client, FIND_ACTORS, [tenantId, kinds]);
  return rows;
}
