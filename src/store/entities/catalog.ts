import { defineEntity, p } from "@mikro-orm/core";

import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** What a SKU names. */
export const ItemEntity = defineEntity({
  name: "Item",
  tableName: "item",
  properties: {
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .primary()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    id: p.uuid().primary(),
    sku: p.text().collation("C"),
    name: p.text().default(""),
    seller: p.text().default(""),
    lotTracked: p.boolean().default(false),
    unit: p.text().default("piece"),
    displayScale: p.integer().default(0),
    /** It is made of others: it has parts, and no stock of its own. */
    isBundle: p.boolean().default(false),
    productType: p.text().default(""),
    price: p.decimal().precision(18).scale(6).nullable(),
    priceCurrency: p.text().nullable(),
    /** What lists look for texts in: SKU and name in small letters. In the index, so that the rows need not be read. */
    searchText: p.text().default(""),
    attributes: p.json().$type<Readonly<Record<string, string>>>().defaultRaw("'{}'"),
    createdAt: p.datetime(3),
    archivedAt: p.datetime(3).nullable(),
    version: p.integer().version(),
  },
  uniques: [
    {
      name: "item_sku",
      expression: "create unique index item_sku on item (tenant_id, sku) include (search_text)",
    },
  ],
  indexes: [
    {
      name: "item_seller",
      expression: "create index item_seller on item (tenant_id, seller, sku) where seller <> ''",
    },
  ],
  checks: [
    { name: "sku_is_named", expression: "sku <> '' and length(sku) <= 100" },
    { name: "scale_is_digits", expression: "display_scale >= 0 and display_scale <= 9" },
    { name: "price_has_currency", expression: "(price is null) = (price_currency is null)" },
    { name: "price_is_not_negative", expression: "price >= 0" },
    { name: "attributes_are_named", expression: "jsonb_typeof(attributes) = 'object'" },
    { name: "bundle_has_no_lots", expression: "not (is_bundle and lot_tracked)" },
  ],
  policies: TENANT_WALL,
});

/** An item that another is made of. A part that was taken out keeps its row, with quantity 0: nothing is ever deleted. */
export const ItemPartEntity = defineEntity({
  name: "ItemPart",
  tableName: "item_part",
  properties: {
    bundle: () =>
      p
        .manyToOne(ItemEntity)
        .primary()
        .joinColumns("tenant_id", "item_id")
        .updateRule("no action")
        .deleteRule("no action"),
    part: () =>
      p
        .manyToOne(ItemEntity)
        .primary()
        .joinColumns("tenant_id", "part_item_id")
        .updateRule("no action")
        .deleteRule("no action"),
    /** Its place among the parts, from 1. */
    position: p.integer(),
    quantity: p.bigint(),
  },
  indexes: [
    {
      name: "item_part_within",
      expression:
        "create index item_part_within on item_part (tenant_id, part_item_id, item_id) where quantity > 0",
    },
  ],
  checks: [
    { name: "quantity_is_bounded", expression: "quantity >= 0 and quantity <= 10000" },
    { name: "position_is_bounded", expression: "position >= 1 and position <= 50" },
    { name: "nothing_contains_itself", expression: "item_id <> part_item_id" },
  ],
  policies: TENANT_WALL,
});

/** Where stock lies: a warehouse, a store or a hub. */
export const LocationEntity = defineEntity({
  name: "Location",
  tableName: "location",
  properties: {
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .primary()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    id: p.uuid().primary(),
    code: p.text().collation("C"),
    name: p.text().default(""),
    kind: p.text().$type<"warehouse" | "store" | "hub">().default("warehouse"),
    fulfilment: p.text().$type<"immediate" | "deferred">().default("immediate"),
    sourcingPriority: p.integer().default(0),
    safetyStock: p.bigint().default(0),
    timeZone: p.text().default("UTC"),
    /** The account of the warehouse system that counts what is here; null: we do. */
    wmsAccountId: p.uuid().nullable(),
    /** When the last complete walk of it began. */
    wmsSeenAt: p.datetime(3).nullable(),
    wmsBufferPercent: p.integer().default(0),
    createdAt: p.datetime(3),
    archivedAt: p.datetime(3).nullable(),
    version: p.integer().version(),
  },
  uniques: [{ name: "location_code", properties: ["tenant", "code"] }],
  checks: [
    { name: "code_is_named", expression: "code <> '' and length(code) <= 100" },
    { name: "kind_is_known", expression: "kind in ('warehouse', 'store', 'hub')" },
    { name: "fulfilment_is_known", expression: "fulfilment in ('immediate', 'deferred')" },
    {
      name: "safety_stock_is_bounded",
      expression: "safety_stock >= 0 and safety_stock <= 1000000000000",
    },
    {
      name: "buffer_is_bounded",
      expression: "wms_buffer_percent >= 0 and wms_buffer_percent <= 10000",
    },
  ],
  policies: TENANT_WALL,
});

/** A SKU-batch: a quantity of an item that arrived together. */
export const LotEntity = defineEntity({
  name: "Lot",
  tableName: "lot",
  properties: {
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .primary()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    id: p.uuid().primary(),
    item: () =>
      p
        .manyToOne(ItemEntity)
        .joinColumns("tenant_id", "item_id")
        .updateRule("no action")
        .deleteRule("no action"),
    number: p.text().collation("C"),
    expiresAt: p.datetime(3).nullable(),
    supplier: p.text().nullable(),
    /** What the supplier calls it. */
    supplierReference: p.text().nullable(),
    unitCost: p.decimal().precision(18).scale(6).nullable(),
    costCurrency: p.text().nullable(),
    receivedAt: p.datetime(3),
    barredAt: p.datetime(3).nullable(),
    version: p.integer().version(),
  },
  uniques: [{ name: "lot_number", properties: ["tenant", "item", "number"] }],
  indexes: [
    {
      name: "lot_supplier",
      expression:
        "create index lot_supplier on lot (tenant_id, supplier, item_id, id) where supplier is not null",
    },
    {
      name: "lot_expiry",
      expression:
        "create index lot_expiry on lot (tenant_id, expires_at, id) where expires_at is not null",
    },
    {
      name: "lot_barred",
      expression: "create index lot_barred on lot (tenant_id, id) where barred_at is not null",
    },
  ],
  checks: [
    { name: "number_is_named", expression: "number <> '' and length(number) <= 100" },
    { name: "cost_has_currency", expression: "(unit_cost is null) = (cost_currency is null)" },
    { name: "cost_is_not_negative", expression: "unit_cost >= 0" },
  ],
  policies: TENANT_WALL,
});
