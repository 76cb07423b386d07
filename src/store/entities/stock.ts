import { defineEntity, p } from "@mikro-orm/core";

import { ItemEntity, LocationEntity, LotEntity } from "./catalog.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** The columns of the buckets, in the order of `BUCKETS`. */
export const BUCKET_COLUMNS = [
  "on_hand",
  "damaged",
  "quarantined",
  "withheld",
  "wms_unallocatable",
  "held",
  "committed",
  "in_transit",
] as const;

/** Everything that lays claim to what is on hand. */
export const CLAIMS = "damaged + quarantined + withheld + wms_unallocatable + held + committed";

/** A bucket holds at most this many base units. */
export const BALANCE_MAX_SQL = "1000000000000000";

/** One row of balances for (item, location, lot or none). */
export const StockEntity = defineEntity({
  name: "Stock",
  tableName: "stock",
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
    location: () =>
      p
        .manyToOne(LocationEntity)
        .joinColumns("tenant_id", "location_id")
        .updateRule("no action")
        .deleteRule("no action"),
    lot: () =>
      p
        .manyToOne(LotEntity)
        .joinColumns("tenant_id", "lot_id")
        .updateRule("no action")
        .deleteRule("no action")
        .nullable(),
    onHand: p.bigint().default(0),
    damaged: p.bigint().default(0),
    quarantined: p.bigint().default(0),
    withheld: p.bigint().default(0),
    wmsUnallocatable: p.bigint().default(0),
    held: p.bigint().default(0),
    committed: p.bigint().default(0),
    inTransit: p.bigint().default(0),
    shortfall: p.bigint().default(0),
    version: p.bigint("number").version(),
  },
  uniques: [
    {
      name: "stock_place",
      expression:
        "create unique index stock_place on stock (tenant_id, item_id, location_id, lot_id) nulls not distinct",
    },
  ],
  indexes: [
    { name: "stock_at", properties: ["tenant", "location", "id"] },
    {
      name: "stock_lot",
      expression:
        "create index stock_lot on stock (tenant_id, lot_id, id) where lot_id is not null",
    },
    {
      name: "stock_location",
      expression: "create index stock_location on stock (tenant_id, location_id, id)",
    },
    {
      name: "stock_short",
      expression: "create index stock_short on stock (tenant_id, id) where shortfall > 0",
    },
    {
      name: "stock_overlap",
      expression:
        "create index stock_overlap on stock (tenant_id, id) where wms_unallocatable > 0 and damaged + quarantined + withheld > 0",
    },
  ],
  checks: [
    {
      name: "nothing_below_zero",
      expression: BUCKET_COLUMNS.map((column) => `${column} >= 0`).join(" and "),
    },
    {
      name: "nothing_beyond_limit",
      expression: BUCKET_COLUMNS.map((column) => `${column} <= ${BALANCE_MAX_SQL}`).join(" and "),
    },
    { name: "shortfall_is_told", expression: `shortfall = greatest(0, ${CLAIMS} - on_hand)` },
  ],
  policies: TENANT_WALL,
});
