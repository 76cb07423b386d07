import type { PoolClient } from "pg";

import type { KnownEntry } from "../../../core/facts.ts";
import type { RequestKey } from "../../../core/command.ts";
import type { EntryKind } from "../../../core/decision.ts";
import type { EntryStamp } from "../../answer.ts";
import { msOf, send, type Statement } from "../../sql/statement.ts";

/** An entry of the journal with what a repeat of its request is answered with. */
export interface StampedEntry extends KnownEntry {
  readonly stamp: EntryStamp;
}

/** The limit keeps the planner from reading the journal first and comparing afterwards. */
const FIND_ENTRIES: Statement = {
  name: "find_entries",
  text: `
    select e.id, e.seq, e.kind, e.source, e.request_id, e.fingerprint, e.reservation_id,
           ${msOf("e.recorded_at")} as recorded_at, ${msOf("e.occurred_at")} as occurred_at
      from unnest($2::text[], $3::text[]) as wanted (source, request_id)
     cross join lateral (
       select * from entry
        where tenant_id = $1 and source = wanted.source and request_id = wanted.request_id
        limit 1) as e`,
};

interface EntryRow {
  readonly id: string;
  readonly seq: bigint;
  readonly kind: EntryKind;
  readonly source: string;
  readonly request_id: string;
  readonly fingerprint: string;
  readonly reservation_id: string | null;
  readonly recorded_at: number;
  readonly occurred_at: number;
}

/** Which of these requests the journal knows. */
export async function findEntries(
  client: PoolClient,
  tenantId: string,
  keys: readonly RequestKey[],
): Promise<StampedEntry[]> {
  if (keys.length === 0) return [];
  const sources = keys.map((key) => key.source);
  const requestIds = keys.map((key) => key.requestId);
  const { rows } = await send<EntryRow>(client, FIND_ENTRIES, [tenantId, sources, requestIds]);
  return rows.map((row) => ({
    id: row.id,
    key: { source: row.source, requestId: row.request_id },
    kind: row.kind,
    fingerprint: row.fingerprint,
    reservationId: row.reservation_id,
    stamp: {
      id: row.id,
      seq: row.seq,
      recordedAt: row.recorded_at,
      occurredAt: row.occurred_at,
    },
  }));
}
