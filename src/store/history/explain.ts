import type { Pool } from "pg";

import { Books } from "../../core/books.ts";
import { explainOrder } from "../../core/explanation.ts";
import type { Instant } from "../../core/instant.ts";
import { RULE_KINDS } from "../../core/movement.ts";
import type { Reservation } from "../../core/reservation.ts";
import type { Item, Location, StockRow, Uuid } from "../../core/stock.ts";
import { findLocations, itemOf, type ItemRow } from "../lane/read/catalog.ts";
import { stockOf } from "../lane/read/stock.ts";
import { readReservations } from "../reads/reservations.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { send, settled } from "../sql/statement.ts";
import { bucketsOf } from "./buckets.ts";
import {
  COUNT_RULE_CHANGES,
  FIND_CHOSEN,
  FIND_ITEMS,
  FIND_MAKER,
  type MakerRow,
  type PastRow,
  ROWS_BEFORE,
} from "./explainSql.ts";
import { type ReservationExplained, RULE_CHANGES_MAX } from "./history.ts";
import { seqsBy } from "./moments.ts";

/** Chooses the stock of a reservation once more, on the books as they stood before the entry that made it. */
export async function explainReservation(
  pool: Pool,
  tenantId: string,
  id: Uuid,
): Promise<ReservationExplained | undefined> {
  const [seen] = await readReservations(pool, tenantId, [id], false);
  if (!seen) return undefined;
  const { reservation } = seen;
  const maker = await readTransaction(pool, tenantId, async (client) => {
    const { rows } = await send<MakerRow>(client, FIND_MAKER, [tenantId, id]);
    return rows[0];
  });
  if (maker === undefined) throw new Error(`no entry made reservation ${id}`);
  const past = await readPast(pool, tenantId, reservation, maker);
  const { books, chosen, ruleChanges } = past;
  const { ttlMs, lines } = reservation;
  const holdEndsAt = maker.kind === "sell" || ttlMs === null ? null : maker.recorded_at + ttlMs;
  const explained = explainOrder(books, lines, holdEndsAt, chosen);
  const { seq, recorded_at: recordedAt, occurred_at: occurredAt } = maker;
  return { ...explained, ruleChanges, entry: { id: maker.id, seq, recordedAt, occurredAt } };
}

interface Past {
  readonly books: Books;
  /** What the reservation took of each stock row. */
  readonly chosen: ReadonlyMap<Uuid, bigint>;
  readonly ruleChanges: number;
}

async function readPast(
  pool: Pool,
  tenantId: string,
  { lines }: Reservation,
  { seq, recorded_at: at }: MakerRow,
): Promise<Past> {
  const seqs = await readTransaction(pool, tenantId, (client) => seqsBy(client, tenantId, [at]));
  const serving = lines.flatMap((line) => [line, ...line.components]);
  const items = [...new Set(serving.map(({ itemId }) => itemId))];
  const pinned = [...new Set(lines.flatMap(({ location }) => location ?? []))];
  type Chosen = { readonly stock_id: Uuid; readonly units: bigint };
  const [found, locations, rows, chosen, changes] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        send<ItemRow & WasArchived>(client, FIND_ITEMS, [tenantId, items, at]),
        findLocations(client, tenantId, pinned),
        send<PastRow>(client, ROWS_BEFORE, [tenantId, items, seq, at, seqs.get(at) ?? seq]),
        send<Chosen>(client, FIND_CHOSEN, [tenantId, seq]),
        send<{ changes: number }>(client, COUNT_RULE_CHANGES, [
          tenantId,
          seq,
          RULE_KINDS,
          RULE_CHANGES_MAX,
        ]),
      ]),
  );
  const stock = rows.rows.map(asItStood);
  const known = found.rows.map((row): Item => ({ ...itemOf(row), archived: row.was_archived }));
  return {
    books: booksOf(at, known, [...locations, ...stock.map(({ location }) => location)], stock),
    chosen: new Map(chosen.rows.map(({ stock_id: stockId, units }) => [stockId, units])),
    ruleChanges: changes.rows[0]?.changes ?? 0,
  };
}

interface WasArchived {
  readonly was_archived: boolean;
}

/** What has a time of its own is told as of then: what was archived or barred since was not. */
function asItStood(row: PastRow): StockRow {
  const known = stockOf(row);
  const { item, location, lot } = known;
  return {
    ...known,
    item: { ...item, archived: row.item_was_archived },
    location: { ...location, archived: row.location_was_archived },
    lot: lot === null || row.lot_was_barred ? lot : { ...lot, barredAt: null },
    balances: bucketsOf(row, "_after"),
    overdueHeld: row.overdue_held,
  };
}

function booksOf(
  now: Instant,
  items: readonly Item[],
  locations: readonly Location[],
  stock: readonly StockRow[],
): Books {
  return new Books({
    now,
    items,
    locations,
    lots: stock.flatMap(({ lot }) => lot ?? []),
    bundles: [],
    stock,
    reservations: [],
    entries: [],
    moreOverdue: new Set(),
    nextExpiry: new Map(),
    nextArrival: new Map(),
    wmsRows: [],
    wmsOrders: [],
    transfers: [],
    counts: { counts: [], lines: [] },
  });
}
