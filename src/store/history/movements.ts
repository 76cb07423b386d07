import type { Pool } from "pg";

import type { EntryKind } from "../../core/decision.ts";
import { entryKindsOf, movementKindOf, removalsOf } from "../../core/movement.ts";
import type { Uuid } from "../../core/stock.ts";
import type { Parameter } from "../sql/parameters.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send } from "../sql/statement.ts";
import { type BucketsRow, bucketsOf } from "./buckets.ts";
import { type Course, courseOf, LAST_SEQ, partOf } from "./course.ts";
import type { Movement, MovementPage, MovementQuery, Position } from "./history.ts";
import { movementsStatement } from "./streams.ts";

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

type FoundRow = BucketsRow<"_delta"> &
  BucketsRow<"_after"> & {
    readonly horizon_seq: bigint | null;
    readonly horizon_stock_id: Uuid | null;
    readonly seq: bigint | null;
    readonly stock_id: Uuid;
    readonly kind: EntryKind;
    readonly entry_id: Uuid;
    readonly recorded_at: number;
    readonly occurred_at: number;
    readonly sku: string;
    readonly code: string;
    readonly lot_number: string | null;
    readonly reservation_id: Uuid | null;
    readonly order_ref: string;
    readonly actor: string;
    readonly reason: string;
    readonly reference: string;
  };

/** One page of movements. */
export async function listMovements(
  pool: Pool,
  tenantId: string,
  query: MovementQuery,
): Promise<MovementPage> {
  const course = await courseOf(pool, tenantId, query);
  if (course === undefined || course.count === 0) return { movements: [], next: null };
  return await readMovements(pool, tenantId, query, course);
}

/** The movements of some stock rows between two numbers, for a stock card. */
export async function movementsOfRows(
  pool: Pool,
  tenantId: string,
  rows: readonly Uuid[],
  page: Pick<MovementQuery, "start" | "pageSize"> & Pick<Course, "seqMin" | "seqMax">,
): Promise<MovementPage> {
  const { seqMin, seqMax } = page;
  const course = { kind: "rows", streams: [rows], count: rows.length, seqMin, seqMax } as const;
  const named = { item: null, location: null, lot: null, reservations: [] };
  return await readMovements(pool, tenantId, { ...ALL, ...page }, { ...course, named });
}

const ALL: MovementQuery = {
  sku: null,
  location: null,
  lot: null,
  reservationId: null,
  orderRef: null,
  kinds: [],
  actor: null,
  recordedFrom: null,
  recordedUntil: null,
  occurredFrom: null,
  occurredUntil: null,
  newestFirst: false,
  start: null,
  pageSize: 1,
};

async function readMovements(
  pool: Pool,
  tenantId: string,
  query: MovementQuery,
  course: Course,
): Promise<MovementPage> {
  const { newestFirst, pageSize } = query;
  const start = query.start ?? edge(newestFirst);
  const limit = pageSize + 1;
  const streamsMax = Math.min(course.count, limit);
  const { seqMin, seqMax, kind } = course;
  const page = [start.seq, start.stockId, seqMin, seqMax, limit, partOf(query, course), streamsMax];
  const values = [tenantId, ...page, ...filtersOf(query, course), ...course.streams];
  const statement = movementsStatement(kind, newestFirst);
  const rows = await readTransaction(
    pool,
    tenantId,
    async (client) => (await send<FoundRow>(client, statement, values)).rows,
    SEARCHING,
  );
  const found = rows.flatMap((row) => (row.seq === null ? [] : movementOf(row, row.seq)));
  const movements = found.slice(0, pageSize);
  return { movements, next: found[pageSize] ? placeOf(found[pageSize]) : horizonOf(rows[0]) };
}

function edge(newestFirst: boolean): Position {
  return newestFirst ? { seq: LAST_SEQ, stockId: LAST_ID } : { seq: 0n, stockId: FIRST_ID };
}

function filtersOf(query: MovementQuery, { kind, named }: Course): Parameter[] {
  const { kinds, actor, reservationId, orderRef, occurredFrom, occurredUntil } = query;
  const reservations =
    reservationId === null ? (orderRef === null ? null : named.reservations) : [reservationId];
  const isRows = kind === "rows";
  return [
    entryKindsOf(kinds),
    removalsOf(kinds),
    actor,
    kind === "reservations" ? null : reservations,
    occurredFrom,
    occurredUntil,
    isRows ? null : named.item,
    isRows ? null : named.location,
    isRows ? null : named.lot,
  ];
}

function movementOf(row: FoundRow, seq: bigint): Movement {
  const delta = bucketsOf(row, "_delta");
  const { entry_id: id, recorded_at: recordedAt, occurred_at: occurredAt } = row;
  return {
    entry: { id, seq, recordedAt, occurredAt },
    kind: movementKindOf(row.kind, delta),
    stockId: row.stock_id,
    sku: row.sku,
    location: row.code,
    lot: row.lot_number,
    delta,
    after: bucketsOf(row, "_after"),
    reservationId: row.reservation_id,
    orderRef: row.order_ref,
    actor: row.actor,
    reason: row.reason,
    reference: row.reference,
  };
}

function placeOf({ entry, stockId }: Movement): Position {
  return { seq: entry.seq, stockId };
}

function horizonOf(row: FoundRow | undefined): Position | null {
  if (row === undefined || row.horizon_seq === null || row.horizon_stock_id === null) return null;
  return { seq: row.horizon_seq, stockId: row.horizon_stock_id };
}
