import { defineEntity, p } from "@mikro-orm/core";

import { ItemEntity, LocationEntity } from "./catalog.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** How many units of one item new promises leave at one location, where that is not the location's own number. */
export const SafetyStockEntity = defineEntity({
  name: "SafetyStock",
  tableName: "safety_stock",
  properties: {
    tenant: () =>
      p
        .manyToOne(TenantEntity)
        .primary()
        .joinColumn("tenant_id")
        .updateRule("no action")
        .deleteRule("no action"),
    item: () =>
      p
        .manyToOne(ItemEntity)
        .primary()
        .joinColumns("tenant_id", "item_id")
        .updateRule("no action")
        .deleteRule("no action"),
    location: () =>
      p
        .manyToOne(LocationEntity)
        .primary()
        .joinColumns("tenant_id", "location_id")
        .updateRule("no action")
        .deleteRule("no action"),
    /** Null: it was set once, and the location's own number counts again. */
    quantity: p.bigint().nullable(),
  },
  checks: [
    {
      name: "quantity_is_bounded",
      expression: "quantity >= 0 and quantity <= 1000000000000",
    },
  ],
  policies: TENANT_WALL,
});
