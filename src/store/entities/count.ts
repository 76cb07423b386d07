import { defineEntity, p } from "@mikro-orm/core";

import type { CountScope, CountState } from "../../core/count/count.ts";
import { ItemEntity, LocationEntity, LotEntity } from "./catalog.ts";
import { BALANCE_MAX_SQL } from "./stock.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/** Somebody goes and looks how much is there. Its sums repeat its lines, so that nobody need add up thousands of them. */
export const CountEntity = defineEntity({
  name: "Count",
  tableName: "stock_count",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    /** That of the entry which opened it. */
    id: p.uuid().primary(),
    location: () =>
      p
        .manyToOne(LocationEntity)
        .joinColumns("tenant_id", "location_id")
        .createForeignKeyConstraint(false),
    scope: p.text().$type<CountScope>(),
    approvalThreshold: p.bigint().nullable(),
    reference: p.text().default(""),
    state: p.text().$type<CountState>(),
    lines: p.integer(),
    recorded: p.integer(),
    uncorrected: p.integer(),
    surplus: p.bigint(),
    missing: p.bigint(),
    createdAt: p.datetime(3),
    closedAt: p.datetime(3).nullable(),
    version: p.bigint("number").version(),
  },
  indexes: [
    { name: "count_at", properties: ["tenant", "location", "id"] },
    {
      name: "count_unfinished",
      expression:
        "create index count_unfinished on stock_count (tenant_id, location_id, id) where closed_at is null",
    },
    {
      name: "count_closed",
      expression:
        "create index count_closed on stock_count (tenant_id, location_id, closed_at) where state = 'closed'",
    },
  ],
  checks: [
    { name: "scope_is_known", expression: "scope in ('all', 'listed', 'not_counted')" },
    {
      name: "state_is_known",
      expression: "state in ('open', 'awaiting_approval', 'closing', 'closed', 'cancelled')",
    },
    {
      name: "state_tells_end",
      expression: "(state in ('closed', 'cancelled')) = (closed_at is not null)",
    },
    {
      name: "lines_add_up",
      expression:
        "uncorrected >= 0 and recorded >= uncorrected and lines >= recorded and lines <= 10000",
    },
    { name: "closed_is_corrected", expression: "state <> 'closed' or uncorrected = 0" },
    { name: "nothing_below_zero", expression: "surplus >= 0 and missing >= 0" },
  ],
  policies: TENANT_WALL,
});

/** One place of a count: an item, of a lot if it has lots. */
export const CountLineEntity = defineEntity({
  name: "CountLine",
  tableName: "count_line",
  properties: {
    count: () =>
      p
        .manyToOne(CountEntity)
        .primary()
        .joinColumns("tenant_id", "count_id")
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
    counted: p.bigint().nullable(),
    /** By the books, when it was recorded. */
    onHand: p.bigint().nullable(),
    corrected: p.bigint().nullable(),
    recordedAt: p.datetime(3).nullable(),
  },
  uniques: [
    {
      name: "count_place",
      expression:
        "create unique index count_place on count_line (tenant_id, count_id, item_id, lot_id) nulls not distinct",
    },
  ],
  checks: [
    {
      name: "recorded_as_a_whole",
      expression:
        "(counted is null) = (on_hand is null) and (counted is null) = (recorded_at is null)",
    },
    { name: "corrected_once_recorded", expression: "corrected is null or counted is not null" },
    {
      name: "counts_are_bounded",
      expression: `counted >= 0 and counted <= ${BALANCE_MAX_SQL} and on_hand >= 0`,
    },
    {
      name: "corrected_as_counted",
      expression:
        "corrected is null or (corrected >= least(0, counted - on_hand) and corrected <= greatest(0, counted - on_hand))",
    },
  ],
  policies: TENANT_WALL,
});

/** What one entry wrote down of one line. Belongs to the journal: never updated, never deleted. */
export const CountRecordEntity = defineEntity({
  name: "CountRecord",
  tableName: "count_record",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    seq: p.bigint().primary(),
    countId: p.uuid().primary(),
    line: p.integer().primary(),
    counted: p.bigint(),
    onHand: p.bigint(),
  },
  checks: [{ name: "nothing_below_zero", expression: "counted >= 0 and on_hand >= 0" }],
  policies: TENANT_WALL,
});
