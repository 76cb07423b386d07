import type { Pool, PoolClient } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { msOf, send, type Statement } from "../sql/statement.ts";
import type { StoredItem } from "./items.ts";

const COLUMNS = `
  i.id, i.sku, i.name, i.seller, i.lot_tracked, i.unit, i.display_scale, i.product_type, i.price,
  i.price_currency, i.attributes, i.is_bundle, i.version, ${msOf("i.created_at")} as created_at,
  ${msOf("i.archived_at")} as archived_at`;

interface ItemColumns {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly seller: string;
  readonly lot_tracked: boolean;
  readonly unit: string;
  readonly display_scale: number;
  readonly product_type: string;
  readonly price: string | null;
  readonly price_currency: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly is_bundle: boolean;
  readonly version: number;
  readonly created_at: number;
  readonly archived_at: number | null;
}

const FIND_ITEMS: Statement = {
  name: "find_items",
  text: `
    select ${COLUMNS}
      from unnest($2::text[]) as wanted (sku)
     cross join lateral (
       select * from item where tenant_id = $1 and sku = wanted.sku limit 1) as i`,
};

/** Which items to list. What is left out, or empty, asks for nothing. */
export interface ItemQuery {
  readonly afterSku: string | null;
  readonly limit: number;
  readonly seller?: string;
  readonly supplier?: string;
  readonly skus?: readonly string[];
  readonly text?: string;
  readonly showArchived?: boolean;
}

/** Items by their SKUs, in no order. */
export async function findItems(
  client: PoolClient,
  tenantId: string,
  skus: readonly string[],
): Promise<StoredItem[]> {
  const { rows } = await send<ItemColumns>(client, FIND_ITEMS, [tenantId, skus]);
  return rows.map(itemOf);
}

/** Items that suit every filter, in the byte order of their SKUs. */
export async function listItems(
  pool: Pool,
  tenantId: string,
  query: ItemQuery,
): Promise<StoredItem[]> {
  const { statement, values } = listing(query);
  const search = async (client: PoolClient): Promise<StoredItem[]> => {
    const { rows } = await send<ItemColumns>(client, statement, [tenantId, ...values]);
    return rows.map(itemOf);
  };
  return await readTransaction(pool, tenantId, search, SEARCHING);
}

const FROM_SUPPLIER = `
  exists (select from lot where tenant_id = $1 and supplier = $5 and item_id = item.id)`;

/** By filter: the condition on `item`. Each has a parameter of its own, given or not. */
const CONDITIONS = {
  seller: "seller = $4 and seller <> ''",
  supplier: FROM_SUPPLIER,
  skus: "sku = any($6::text[])",
  // `like` would not be leakproof either; what matters is that all it looks at is in the index.
  text: "strpos(search_text, $7) > 0",
  open: "archived_at is null",
} as const;

type Filter = keyof typeof CONDITIONS;

function listing(query: ItemQuery): {
  statement: Statement;
  values: (string | number | readonly string[])[];
} {
  const { afterSku, limit, seller = "", supplier = "", skus = [], text = "" } = query;
  const asked: Record<Filter, boolean> = {
    seller: seller !== "",
    supplier: supplier !== "",
    skus: skus.length > 0,
    text: text !== "",
    open: !query.showArchived,
  };
  const filters = (Object.keys(CONDITIONS) as Filter[]).filter((filter) => asked[filter]);
  const statement = { name: `list_items ${filters.join(" ")}`, text: listingSql(filters) };
  const values = [afterSku ?? "", limit, seller, supplier, skus, text.toLowerCase()];
  return { statement, values };
}

/** Finds the page's SKUs first, so that a rare text is looked for in the index alone. */
function listingSql(filters: readonly Filter[]): string {
  const conditions = filters.map((filter) => ` and ${CONDITIONS[filter]}`).join("");
  return `
    select ${COLUMNS}
      from (select sku from item
             where tenant_id = $1 and sku > $2 ${conditions}
               and ($4::text, $5::text, $6::text[], $7::text) is not null
             order by sku limit $3) as page
     cross join lateral (
       select * from item where tenant_id = $1 and sku = page.sku limit 1) as i
     order by i.sku`;
}

function itemOf(row: ItemColumns): StoredItem {
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    seller: row.seller,
    lotTracked: row.lot_tracked,
    unit: row.unit,
    displayScale: row.display_scale,
    productType: row.product_type,
    price:
      row.price === null || row.price_currency === null
        ? null
        : { amount: row.price, currency: row.price_currency },
    attributes: row.attributes,
    isBundle: row.is_bundle,
    version: row.version,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  };
}
