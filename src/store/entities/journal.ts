import { defineEntity, p } from "@mikro-orm/core";

import { REASON_CODES, type ReasonCode } from "../../core/reason.ts";
import { LotEntity } from "./catalog.ts";
import { ENTRY_KINDS, TRUTH_KINDS } from "./entryKinds.ts";
import { ReservationEntity } from "./reservation.ts";
import { BALANCE_MAX_SQL, BUCKET_COLUMNS, StockEntity } from "./stock.ts";
import { TenantEntity } from "./tenant.ts";
import { TENANT_WALL } from "./wall.ts";

/**
 * How late an entry was told, as a power of e in seconds: of what was told at most so late, only the last while before a
 * moment can have been unknown then. By it, `entry_late` finds what had happened by a moment and was told after it.
 */
export const LATENESS = "ceil(ln(extract(epoch from recorded_at - occurred_at)::float8))";

const oneOf = (kinds: readonly string[]): string =>
  kinds.length === 1
    ? `kind = '${kinds[0]}'`
    : `kind in (${kinds.map((kind) => `'${kind}'`).join(", ")})`;

/** One line of the journal: audit trail, idempotency record and outbox in one. Never updated, never deleted. */
export const EntryEntity = defineEntity({
  name: "Entry",
  tableName: "entry",
  properties: {
    tenant: () =>
      p.manyToOne(TenantEntity).primary().joinColumn("tenant_id").createForeignKeyConstraint(false),
    seq: p.bigint().primary(),
    id: p.uuid(),
    /** In the key, so that postings can refer to it. */
    kind: p.text().$type<(typeof ENTRY_KINDS)[number]>().primary(),
    source: p.text(),
    requestId: p.text().collation("C"),
    method: p.text(),
    fingerprint: p.text(),
    actor: p.text(),
    reservation: () =>
      p
        .manyToOne(ReservationEntity)
        .joinColumns("tenant_id", "reservation_id")
        .nullable()
        .createForeignKeyConstraint(false),
    /** The lot that was recalled, or serves again. */
    lot: () =>
      p
        .manyToOne(LotEntity)
        .joinColumns("tenant_id", "lot_id")
        .nullable()
        .createForeignKeyConstraint(false),
    occurredAt: p.datetime(3),
    recordedAt: p.datetime(3),
    reason: p.text().default(""),
    reasonCode: p.text().$type<ReasonCode>().nullable(),
    reference: p.text().default(""),
  },
  uniques: [
    { name: "entry_seq", properties: ["tenant", "seq"] },
    { name: "entry_request", properties: ["tenant", "source", "requestId"] },
  ],
  indexes: [
    {
      name: "entry_lot",
      expression:
        "create index entry_lot on entry (tenant_id, lot_id, seq) where lot_id is not null",
    },
    {
      name: "entry_reservation",
      expression:
        "create index entry_reservation on entry (tenant_id, reservation_id, seq) where reservation_id is not null",
    },
    {
      name: "entry_told",
      expression: "create index entry_told on entry (tenant_id, kind, actor, seq)",
    },
    {
      name: "entry_late",
      expression: `create index entry_late on entry (tenant_id, ${LATENESS}, occurred_at, seq) where occurred_at < recorded_at`,
    },
  ],
  checks: [
    { name: "kind_is_known", expression: oneOf(ENTRY_KINDS) },
    {
      name: "reason_code_is_known",
      expression: `reason_code in (${REASON_CODES.map((code) => `'${code}'`).join(", ")})`,
    },
    { name: "seq_starts_at_one", expression: "seq >= 1" },
    { name: "happened_before_told", expression: "occurred_at <= recorded_at" },
  ],
  policies: TENANT_WALL,
});

const claimsAfter =
  "(damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after)";
const claimsDelta =
  "(damaged_delta + quarantined_delta + withheld_delta + wms_unallocatable_delta + held_delta + committed_delta)";

/**
 * What an entry did to one stock row: a signed delta per bucket, and the balances after. Its kind is its entry's, by
 * a foreign key: what may raise a shortfall is not for a posting to say.
 */
export const PostingEntity = defineEntity({
  name: "Posting",
  tableName: "posting",
  properties: {
    entry: () =>
      p
        .manyToOne(EntryEntity)
        .primary()
        .joinColumns("tenant_id", "seq", "kind")
        .updateRule("no action")
        .deleteRule("no action"),
    stock: () =>
      p
        .manyToOne(StockEntity)
        .primary()
        .joinColumns("tenant_id", "stock_id")
        .createForeignKeyConstraint(false),
    onHandDelta: p.bigint(),
    damagedDelta: p.bigint(),
    quarantinedDelta: p.bigint(),
    withheldDelta: p.bigint(),
    wmsUnallocatableDelta: p.bigint(),
    heldDelta: p.bigint(),
    committedDelta: p.bigint(),
    inTransitDelta: p.bigint(),
    onHandAfter: p.bigint(),
    damagedAfter: p.bigint(),
    quarantinedAfter: p.bigint(),
    withheldAfter: p.bigint(),
    wmsUnallocatableAfter: p.bigint(),
    heldAfter: p.bigint(),
    committedAfter: p.bigint(),
    inTransitAfter: p.bigint(),
  },
  indexes: [
    {
      name: "posting_stock",
      expression: "create index posting_stock on posting (tenant_id, stock_id, seq)",
    },
  ],
  checks: [
    { name: "kind_is_known", expression: oneOf(ENTRY_KINDS) },
    {
      name: "balances_are_bounded",
      expression: BUCKET_COLUMNS.map(
        (column) => `${column}_after >= 0 and ${column}_after <= ${BALANCE_MAX_SQL}`,
      ).join(" and "),
    },
    {
      name: "only_truth_raises_a_shortfall",
      expression:
        `${oneOf(TRUTH_KINDS)} or greatest(0, ${claimsAfter} - on_hand_after) <= ` +
        `greatest(0, ${claimsAfter} - ${claimsDelta} - on_hand_after + on_hand_delta)`,
    },
  ],
  policies: TENANT_WALL,
});
