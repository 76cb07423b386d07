import { defineEntity, p } from "@mikro-orm/core";

import { StockEntity } from "./stock.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** One line as it was asked for; kept as it was, in short names because every reservation carries it. */
export interface StoredLine {
  readonly item: string;
  readonly sku: string;
  readonly quantity: string;
  readonly short?: string;
  readonly location?: string;
  readonly lot?: string;
  readonly shelfLifeMs?: number;
  /** What a bundle was made of. */
  readonly components?: readonly StoredComponent[];
}

/** What one bundle takes of one item. */
export interface StoredComponent {
  readonly item: string;
  readonly sku: string;
  readonly units: string;
}

/** What one order holds. Its sums repeat its allocations, so that lists and the sweeper need not add them up. */
export const ReservationEntity = defineEntity({
  name: "Reservation",
  tableName: "reservation",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    id: p.uuid().primary(),
    orderRef: p.text().default(""),
    lines: p.json<readonly StoredLine[]>(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    ttlMs: p.bigint("number").nullable(),
    held: p.bigint(),
    committed: p.bigint(),
    fulfilled: p.bigint(),
    releasedAt: p.datetime(3).nullable(),
    expiredAt: p.datetime(3).nullable(),
    version: p.bigint("number").version(),
  },
  indexes: [
    {
      name: "reservation_due",
      properties: ["tenant", "expiresAt", "id"],
      where: "held > 0",
    },
    {
      name: "reservation_order_ref",
      properties: ["tenant", "orderRef", "id"],
      where: "order_ref <> ''",
    },
  ],
  checks: [
    { name: "nothing_below_zero", expression: "held >= 0 and committed >= 0 and fulfilled >= 0" },
    { name: "ends_with_ttl", expression: "(expires_at is null) = (ttl_ms is null)" },
  ],
  policies: TENANT_WALL,
});

/** The stock row that serves one line of a reservation, and what has become of the units. */
export const AllocationEntity = defineEntity({
  name: "Allocation",
  tableName: "allocation",
  properties: {
    reservation: () =>
      p
        .manyToOne(ReservationEntity)
        .primary()
        .joinColumns("tenant_id", "reservation_id")
        .createForeignKeyConstraint(false),
    line: p.integer().primary(),
    number: p.integer().primary(),
    /** Which component of a bundle, from 1; 0: the line is of no bundle. */
    component: p.integer().default(0),
    /** Units of it in one bundle, as of when it was reserved. */
    perBundle: p.bigint().default(1),
    stock: () =>
      p
        .manyToOne(StockEntity)
        .joinColumns("tenant_id", "stock_id")
        .createForeignKeyConstraint(false),
    quantity: p.bigint(),
    held: p.bigint(),
    committed: p.bigint(),
    fulfilled: p.bigint(),
    released: p.bigint(),
    expired: p.bigint(),
    /** Of the fulfilled ones, those that came back. */
    returned: p.bigint().default(0),
    /** Repeats the reservation's, so that the overdue holds of a stock row are found by one index. */
    expiresAt: p.datetime(3).nullable(),
    /** When re-homing found no other stock for what it holds of a barred lot. */
    shortAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: "allocation_held",
      expression:
        "create index allocation_held on allocation (tenant_id, stock_id, expires_at, reservation_id) where held > 0",
    },
    {
      name: "allocation_committed",
      expression:
        "create index allocation_committed on allocation (tenant_id, stock_id, reservation_id) where committed > 0",
    },
  ],
  checks: [
    {
      name: "units_are_conserved",
      expression: "quantity = held + committed + fulfilled + released + expired",
    },
    {
      name: "nothing_below_zero",
      expression:
        "held >= 0 and committed >= 0 and fulfilled >= 0 and released >= 0 and expired >= 0",
    },
    {
      name: "only_bundles_have_components",
      expression: "component >= 0 and per_bundle >= 1 and (component > 0 or per_bundle = 1)",
    },
    {
      name: "returns_were_shipped",
      expression: "returned >= 0 and returned <= fulfilled",
    },
  ],
  policies: TENANT_WALL,
});
