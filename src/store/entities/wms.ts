import { defineEntity, p } from "@mikro-orm/core";

import type { WmsOrderStatus } from "../../core/wms/order.ts";
import { ReservationEntity } from "./reservation.ts";
import { StockEntity } from "./stock.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";
import type { StoredHold, StoredLooseEvent, StoredSight, StoredWmsLine } from "./wmsStored.ts";

/** What a warehouse system has told about one stock row. */
export const WmsRowEntity = defineEntity({
  name: "WmsRow",
  tableName: "wms_row",
  properties: {
    stock: () =>
      p
        .oneToOne(StockEntity)
        .primary()
        .owner()
        .joinColumns("tenant_id", "stock_id")
        .createForeignKeyConstraint(false),
    sight: p.json<StoredSight>().nullable(),
    next: p.json<StoredSight>().nullable(),
    cap: p.json<StoredSight>().nullable(),
    raisesFrom: p.datetime(3).nullable(),
    events: p.json<readonly StoredLooseEvent[]>(),
    ours: p.json<readonly StoredHold[]>(),
    drift: p.bigint().default(0),
    driftSince: p.datetime(3).nullable(),
    toldAt: p.datetime(3).nullable(),
    toldRun: p.bigint().nullable(),
    walk: p.uuid().nullable(),
    version: p.bigint("number").version(),
  },
  indexes: [
    {
      name: "wms_row_waits",
      expression:
        "create index wms_row_waits on wms_row (tenant_id, stock_id) where next is not null",
    },
    {
      name: "wms_row_drift",
      expression:
        "create index wms_row_drift on wms_row (tenant_id, stock_id) where drift <> 0 or events <> '[]'::jsonb",
    },
  ],
  policies: TENANT_WALL,
});

/** What one commit has bought at one location of a warehouse system, and what has become of it there. */
export const WmsOrderEntity = defineEntity({
  name: "WmsOrder",
  tableName: "wms_order",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    reference: p.text().collation("C").primary(),
    reservation: () =>
      p
        .manyToOne(ReservationEntity)
        .joinColumns("tenant_id", "reservation_id")
        .createForeignKeyConstraint(false),
    location: p.text().collation("C"),
    status: p.text().$type<WmsOrderStatus>(),
    reason: p.text().default(""),
    parked: p.boolean().default(false),
    lines: p.json<readonly StoredWmsLine[]>(),
    createdAt: p.datetime(3),
    sentAt: p.datetime(3).nullable(),
    cancelSent: p.bigint().default(0),
    /** These repeat what the lines say: something is still to come; … */
    isOpen: p.boolean(),
    /** … it is to be pushed or cancelled; … */
    isDue: p.boolean(),
    /** … a run has allocated units that no page shows yet. */
    awaits: p.boolean(),
    version: p.bigint("number").version(),
  },
  indexes: [
    { name: "wms_order_reservation", properties: ["tenant", "reservation"] },
    {
      name: "wms_order_open",
      expression:
        "create index wms_order_open on wms_order (tenant_id, location, reference) where is_open",
    },
    {
      name: "wms_order_due",
      expression:
        "create index wms_order_due on wms_order (tenant_id, location, reference) where is_due",
    },
    {
      name: "wms_order_awaits",
      expression:
        "create index wms_order_awaits on wms_order (tenant_id, location, reference) where awaits",
    },
    {
      name: "wms_order_parked",
      expression:
        "create index wms_order_parked on wms_order (tenant_id, location, reference) where parked",
    },
  ],
  checks: [
    {
      name: "status_is_known",
      expression: "status in ('local', 'sending', 'acked', 'rejected', 'withdrawn')",
    },
  ],
  policies: TENANT_WALL,
});

/** Something that a warehouse system shows and no item of ours names. */
export const WmsStrangerEntity = defineEntity({
  name: "WmsStranger",
  tableName: "wms_stranger",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    location: p.text().collation("C").primary(),
    sku: p.text().collation("C").primary(),
    lot: p.text().collation("C").primary(),
    units: p.bigint(),
    seenAt: p.datetime(3),
  },
  policies: TENANT_WALL,
});
