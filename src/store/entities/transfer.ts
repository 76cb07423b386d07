import { defineEntity, p } from "@mikro-orm/core";

import type { TransferState } from "../../core/transfer/transfer.ts";
import { ItemEntity, LocationEntity, LotEntity } from "./catalog.ts";
import { BALANCE_MAX_SQL, StockEntity } from "./stock.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** The units of a parcel by what has become of them, in the order of their columns. */
export const FATE_COLUMNS = ["received", "damaged", "lost", "returned"] as const;

/** Units that move from one location to another. Its sum repeats its parcels, so that lists need not add them up. */
export const TransferEntity = defineEntity({
  name: "Transfer",
  tableName: "transfer",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    /** That of the entry which made it. */
    id: p.uuid().primary(),
    fromLocation: () =>
      p
        .manyToOne(LocationEntity)
        .joinColumns("tenant_id", "from_location_id")
        .createForeignKeyConstraint(false),
    toLocation: () =>
      p
        .manyToOne(LocationEntity)
        .joinColumns("tenant_id", "to_location_id")
        .createForeignKeyConstraint(false),
    reference: p.text().default(""),
    state: p.text().$type<TransferState>(),
    inTransit: p.bigint(),
    createdAt: p.datetime(3),
    expectedAt: p.datetime(3).nullable(),
    shippedAt: p.datetime(3).nullable(),
    closedAt: p.datetime(3).nullable(),
    version: p.bigint("number").version(),
  },
  indexes: [
    { name: "transfer_to", properties: ["tenant", "toLocation", "id"] },
    { name: "transfer_from", properties: ["tenant", "fromLocation", "id"] },
    {
      name: "transfer_unfinished",
      expression:
        "create index transfer_unfinished on transfer (tenant_id, id) where closed_at is null",
    },
  ],
  checks: [
    {
      name: "state_is_known",
      expression: "state in ('open', 'in_transit', 'received', 'cancelled')",
    },
    { name: "state_tells_transit", expression: "(state = 'in_transit') = (in_transit > 0)" },
    {
      name: "state_tells_end",
      expression: "(state in ('received', 'cancelled')) = (closed_at is not null)",
    },
    { name: "leads_elsewhere", expression: "from_location_id <> to_location_id" },
  ],
  policies: TENANT_WALL,
});

/** What one line of a transfer asks for. Never changes. */
export const TransferLineEntity = defineEntity({
  name: "TransferLine",
  tableName: "transfer_line",
  properties: {
    transfer: () =>
      p
        .manyToOne(TransferEntity)
        .primary()
        .joinColumns("tenant_id", "transfer_id")
        .createForeignKeyConstraint(false),
    line: p.integer().primary(),
    item: () =>
      p.manyToOne(ItemEntity).joinColumns("tenant_id", "item_id").createForeignKeyConstraint(false),
    lot: () =>
      p
        .manyToOne(LotEntity)
        .joinColumns("tenant_id", "lot_id")
        .createForeignKeyConstraint(false)
        .nullable(),
    quantity: p.bigint(),
  },
  checks: [{ name: "asks_for_something", expression: "quantity > 0" }],
  policies: TENANT_WALL,
});

/** What was shipped for one line from one stock row to another of the same lot, and what has become of it. */
export const TransferParcelEntity = defineEntity({
  name: "TransferParcel",
  tableName: "transfer_parcel",
  properties: {
    transfer: () =>
      p
        .manyToOne(TransferEntity)
        .primary()
        .joinColumns("tenant_id", "transfer_id")
        .createForeignKeyConstraint(false),
    line: p.integer().primary(),
    number: p.integer().primary(),
    fromStock: () =>
      p
        .manyToOne(StockEntity)
        .joinColumns("tenant_id", "from_stock_id")
        .createForeignKeyConstraint(false),
    toStock: () =>
      p
        .manyToOne(StockEntity)
        .joinColumns("tenant_id", "to_stock_id")
        .createForeignKeyConstraint(false),
    shipped: p.bigint(),
    received: p.bigint(),
    damaged: p.bigint(),
    lost: p.bigint(),
    returned: p.bigint(),
    inTransit: p.bigint(),
  },
  indexes: [
    {
      name: "transfer_parcel_under_way",
      expression:
        "create index transfer_parcel_under_way on transfer_parcel (tenant_id, to_stock_id, transfer_id) where in_transit > 0",
    },
  ],
  checks: [
    {
      name: "units_are_conserved",
      expression: `shipped = ${FATE_COLUMNS.join(" + ")} + in_transit`,
    },
    {
      name: "nothing_below_zero",
      expression: `shipped > 0 and ${[...FATE_COLUMNS, "in_transit"].map((column) => `${column} >= 0`).join(" and ")}`,
    },
    { name: "nothing_beyond_limit", expression: `shipped <= ${BALANCE_MAX_SQL}` },
  ],
  policies: TENANT_WALL,
});

/** What one entry did to one parcel. Belongs to the journal: never updated, never deleted. */
export const TransferStepEntity = defineEntity({
  name: "TransferStep",
  tableName: "transfer_step",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    seq: p.bigint().primary(),
    transferId: p.uuid().primary(),
    line: p.integer().primary(),
    number: p.integer().primary(),
    shipped: p.bigint(),
    received: p.bigint(),
    damaged: p.bigint(),
    lost: p.bigint(),
    returned: p.bigint(),
  },
  checks: [
    {
      name: "nothing_below_zero",
      expression: ["shipped", ...FATE_COLUMNS].map((column) => `${column} >= 0`).join(" and "),
    },
  ],
  policies: TENANT_WALL,
});
