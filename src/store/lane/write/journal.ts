import type { PoolClient } from "pg";

import type { Posting } from "../../../core/decision.ts";
import { fromMs, send, type Statement } from "../../sql/statement.ts";
import type { Head } from "../read/head.ts";
import { arrays, type Column, guarded, instant, names, unnest, givenValues } from "./columns.ts";
import type { NumberedEntry } from "./page.ts";
import { bucketColumns } from "./stock.ts";

const ENTRIES: readonly Column<NumberedEntry>[] = [
  { name: "seq", type: "bigint", of: ({ stamp }) => stamp.seq },
  { name: "id", type: "uuid", of: ({ stamp }) => stamp.id },
  { name: "kind", type: "text", of: ({ kind }) => kind },
  { name: "source", type: "text", of: ({ key }) => key.source },
  { name: "request_id", type: "text", of: ({ key }) => key.requestId },
  { name: "method", type: "text", of: ({ method }) => method },
  { name: "fingerprint", type: "text", of: ({ fingerprint }) => fingerprint },
  { name: "actor", type: "text", of: ({ actor }) => actor },
  { name: "reservation_id", type: "uuid", of: ({ reservationId }) => reservationId },
  { name: "lot_id", type: "uuid", of: ({ lotId }) => lotId ?? null },
  { name: "reason", type: "text", of: ({ reason }) => reason, usual: "" },
  { name: "reason_code", type: "text", of: ({ reasonCode }) => reasonCode ?? null },
  { name: "reference", type: "text", of: ({ reference }) => reference, usual: "" },
  instant("occurred_at", ({ occurredAt }) => occurredAt),
  instant("recorded_at", ({ stamp }) => stamp.recordedAt),
];

const INSERT_ENTRIES: Statement = {
  name: "insert_entries",
  text: `
    insert into entry (tenant_id, ${names(ENTRIES)})
    select $1, ${givenValues(ENTRIES)} from ${unnest(ENTRIES, 2)}`,
};

interface Posted {
  readonly entry: NumberedEntry;
  readonly posting: Posting;
}

const POSTINGS: readonly Column<Posted>[] = [
  { name: "seq", type: "bigint", of: ({ entry }) => entry.stamp.seq },
  { name: "stock_id", type: "uuid", of: ({ posting }) => posting.stockId },
  { name: "kind", type: "text", of: ({ entry }) => entry.kind },
  ...bucketColumns<Posted>("_delta", ({ posting }) => posting.delta),
  ...bucketColumns<Posted>("_after", ({ posting }) => posting.after),
];

const INSERT_POSTINGS: Statement = {
  name: "insert_postings",
  text: `
    insert into posting (tenant_id, ${names(POSTINGS)})
    select $1, ${givenValues(POSTINGS)} from ${unnest(POSTINGS, 2)}`,
};

const UPDATE_HEAD: Statement = {
  name: "update_head",
  text: guarded(`
    update head set seq = $4, recorded_at = ${fromMs("$5")} where tenant_id = $2 and seq = $3`),
};

export async function insertEntries(
  client: PoolClient,
  tenantId: string,
  entries: readonly NumberedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await send(client, INSERT_ENTRIES, [tenantId, ...arrays(ENTRIES, entries)]);
}

export async function insertPostings(
  client: PoolClient,
  tenantId: string,
  entries: readonly NumberedEntry[],
): Promise<void> {
  const rows = entries.flatMap((entry) =>
    [...entry.postings.values()].map((posting) => ({ entry, posting })),
  );
  if (rows.length > 0) await send(client, INSERT_POSTINGS, [tenantId, ...arrays(POSTINGS, rows)]);
}

export async function updateHead(
  client: PoolClient,
  tenantId: string,
  before: Head,
  after: Head,
): Promise<void> {
  await send(client, UPDATE_HEAD, [1, tenantId, before.seq, after.seq, after.recordedAt]);
}
