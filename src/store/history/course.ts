import type { Pool } from "pg";

import { entryKindsOf } from "../../core/movement.ts";
import type { Parameter } from "../sql/parameters.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { settled } from "../sql/statement.ts";
import type { MovementQuery } from "./history.ts";
import { seqsBy } from "./moments.ts";
import { findActors, findNamed, findRows, type NamedIds } from "./named.ts";
import type { StreamKind } from "./streams.ts";

/** So many stock rows are asked for their next movement, a few microseconds each; for more, the journal itself is read on. */
const ROWS_MAX = 2_000;

/** A page looks at about so many postings that a filter may leave out: some 10 ms. Then it ends, short or empty. */
const SCANNED = 1_000;

/** Of each of several streams at least so much is read: the next page would come back for the rest. */
const PART_MIN = 16;

/** No number is beyond it. */
export const LAST_SEQ = 2n ** 62n;
/** What to read along, and between which numbers. */
export interface Course {
  readonly kind: StreamKind;
  readonly streams: readonly Parameter[];
  readonly count: number;
  readonly named: NamedIds;
  readonly seqMin: bigint;
  readonly seqMax: bigint;
}

/** What the query names may not exist: then nothing has happened to it. */
export async function courseOf(
  pool: Pool,
  tenantId: string,
  query: MovementQuery,
): Promise<Course | undefined> {
  const { recordedFrom, recordedUntil, occurredFrom } = query;
  // Nothing happens after it is recorded.
  const from = Math.max(recordedFrom ?? -Infinity, occurredFrom ?? -Infinity);
  const [before, last] = [Number.isFinite(from) ? from - 1 : null, minus1(recordedUntil)];
  const [named, seqs] = await readTransaction(pool, tenantId, (client) =>
    settled([findNamed(client, tenantId, query), seqsBy(client, tenantId, [before, last])]),
  );
  const isUnknown =
    (query.sku !== null && named.item === null) ||
    (query.location !== null && named.location === null) ||
    (query.lot !== null && named.lot === null);
  if (isUnknown) return undefined;
  const seqMin = (before === null ? 0n : (seqs.get(before) ?? 0n)) + 1n;
  const seqMax = last === null ? LAST_SEQ : (seqs.get(last) ?? 0n);
  const streams = await streamsOf(pool, tenantId, query, named);
  return { ...streams, named, seqMin, seqMax };
}

function minus1(at: number | null): number | null {
  return at === null ? null : at - 1;
}

/** The streams that lead to the fewest movements which the query does not want. */
async function streamsOf(
  pool: Pool,
  tenantId: string,
  query: MovementQuery,
  named: NamedIds,
): Promise<Pick<Course, "kind" | "streams" | "count">> {
  const { reservationId, orderRef, kinds, actor } = query;
  const labelled = orderRef === null ? null : named.reservations;
  if (reservationId !== null || labelled !== null) {
    const ids = reservationId === null ? (labelled ?? []) : [reservationId];
    const both = labelled === null ? ids : ids.filter((id) => labelled.includes(id));
    return { kind: "reservations", streams: [both], count: both.length };
  }
  const isTold = kinds.length > 0 || actor !== null;
  if (named.item !== null || (named.location !== null && !isTold)) {
    const rows = await readTransaction(pool, tenantId, (client) =>
      findRows(client, tenantId, named, ROWS_MAX + 1),
    );
    if (rows.length <= ROWS_MAX) return { kind: "rows", streams: [rows], count: rows.length };
  }
  if (!isTold) return { kind: "all", streams: [], count: 1 };
  const wanted = entryKindsOf(kinds);
  const told =
    actor === null
      ? await readTransaction(pool, tenantId, (client) => findActors(client, tenantId, wanted))
      : wanted.map((kind) => ({ kind, actor }));
  const streams = [told.map(({ kind }) => kind), told.map((one) => one.actor)];
  return { kind: "told", streams, count: told.length };
}

/** How much of each stream is read. */
export function partOf(query: MovementQuery, { kind, count, named }: Course): number {
  const { pageSize } = query;
  const read = Math.min(count, pageSize + 1);
  const isOfPlace = named.location !== null || named.item !== null;
  const { actor, kinds, occurredFrom, occurredUntil } = query;
  const isSifted =
    occurredFrom !== null ||
    occurredUntil !== null ||
    (kind === "rows" ? actor !== null || kinds.length > 0 : isOfPlace || kinds.length > 0);
  const wanted = isSifted ? Math.max(SCANNED, pageSize) : 4 * pageSize;
  if (count === 1) return (isSifted ? wanted : pageSize) + 2;
  return Math.max(PART_MIN, Math.ceil(wanted / read));
}
