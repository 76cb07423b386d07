import type { Pool } from "pg";

import { bundleHasNoStock } from "../../core/bundle/ownStock.ts";
import type { CountPlace } from "../../core/count/count.ts";
import { COUNT_LINES_MAX } from "../../core/count/count.ts";
import { itemNotFound, reject, type Rejection } from "../../core/rejection.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import type { CountedScope } from "../store.ts";
import { READ_MOMENT } from "./clock.ts";

const NAMES = `
  join item i on i.tenant_id = $1 and i.id = s.item_id
  left join lot t on t.tenant_id = $1 and t.id = s.lot_id`;
const COLUMNS = `s.item_id, i.sku, s.lot_id, t.number as lot`;

/** In the order in which people find things: by item, then by lot. */
const ORDER = `order by i.sku, t.number nulls first`;

const PLACES_AT: Statement = {
  name: "count_places_at",
  text: `
    select ${COLUMNS}
      from stock s ${NAMES}
     where s.tenant_id = $1 and s.on_hand > 0
       and s.location_id = (select id from location where tenant_id = $1 and code = $2)
     ${ORDER}
     limit $3`,
};

const PLACES_OF_ITEMS: Statement = {
  name: "count_places_of_items",
  text: `
    select ${COLUMNS}
      from stock s ${NAMES}
     where s.tenant_id = $1 and i.sku = any($4::text[])
       and s.location_id = (select id from location where tenant_id = $1 and code = $2)
     ${ORDER}
     limit $3`,
};

const PLACES_NOT_COUNTED: Statement = {
  name: "count_places_not_counted",
  text: `
    with place as (
      select id from location where tenant_id = $1 and code = $2),
    since as (
      select ${READ_MOMENT} - $4 * interval '1 day' as at),
    counted as (
      select distinct l.item_id, coalesce(l.lot_id, l.item_id) as lot_id
        from stock_count c
        join count_line l on l.tenant_id = $1 and l.count_id = c.id
       where c.tenant_id = $1 and c.location_id = (select id from place) and c.state = 'closed'
         and c.closed_at > (select at from since) and l.recorded_at > (select at from since))
    select ${COLUMNS}
      from stock s ${NAMES}
      left join counted on counted.item_id = s.item_id
        and counted.lot_id = coalesce(s.lot_id, s.item_id)
     where s.tenant_id = $1 and s.on_hand > 0 and s.location_id = (select id from place)
       and counted.item_id is null
     ${ORDER}
     limit $3`,
};

const KNOWN_ITEMS: Statement = {
  name: "known_items",
  text: `select sku, is_bundle from item where tenant_id = $1 and sku = any($2::text[])`,
};

interface KnownItem {
  readonly sku: string;
  readonly is_bundle: boolean;
}

interface PlaceRow {
  readonly item_id: string;
  readonly sku: string;
  readonly lot_id: string | null;
  readonly lot: string | null;
}

/** What a count would be about, or why it cannot be about that. */
export interface FoundPlaces {
  readonly lines: readonly CountPlace[];
  readonly refusal: Rejection | null;
}

/**
 * What is to be counted at a location; nothing at one that does not exist. Looked up past the lane: a location may have a
 * million stock rows, and nobody holds a head for so long.
 */
export async function findCountPlaces(
  pool: Pool,
  tenantId: string,
  location: string,
  scope: CountedScope,
): Promise<FoundPlaces> {
  const values = [tenantId, location, COUNT_LINES_MAX + 1];
  const skus = scope.kind === "listed" ? scope.skus : [];
  const [known, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        send<KnownItem>(client, KNOWN_ITEMS, [tenantId, skus]),
        scope.kind === "all"
          ? send<PlaceRow>(client, PLACES_AT, values)
          : scope.kind === "listed"
            ? send<PlaceRow>(client, PLACES_OF_ITEMS, [...values, skus])
            : send<PlaceRow>(client, PLACES_NOT_COUNTED, [...values, scope.days]),
      ]),
    SEARCHING,
  );
  const refusal = refuseItems(skus, known.rows);
  if (refusal !== undefined) return { lines: [], refusal };
  const isTooLong = rows.length > COUNT_LINES_MAX && scope.kind !== "not_counted";
  if (isTooLong) return { lines: [], refusal: tooLong(location) };
  return { lines: rows.slice(0, COUNT_LINES_MAX).map(placeOf), refusal: null };
}

/** The first item that nobody knows, or that is a bundle, of which there is nothing to count. */
function refuseItems(skus: readonly string[], items: readonly KnownItem[]): Rejection | undefined {
  const known = new Map(items.map((item) => [item.sku, item]));
  for (const [index, sku] of skus.entries()) {
    const item = known.get(sku);
    if (item === undefined) return itemNotFound(sku, `skus[${index}]`);
    const asked = { sku, isBundle: item.is_bundle };
    const bundle = bundleHasNoStock(asked, `skus[${index}]`, "count");
    if (bundle !== undefined) return bundle;
  }
  return undefined;
}

function placeOf(row: PlaceRow): CountPlace {
  return { itemId: row.item_id, sku: row.sku, lotId: row.lot_id, lot: row.lot };
}

function tooLong(location: string): Rejection {
  const message = `scope: more than ${COUNT_LINES_MAX} lines at "${location}"; count with SCOPE_LISTED or SCOPE_NOT_COUNTED`;
  const facts = { location, limit: String(COUNT_LINES_MAX) };
  return { ...reject("INVALID_MOVEMENT", message, facts), field: "scope" };
}
