import type { Pool } from "pg";

import { type Balances, plus } from "../../core/balances.ts";
import {
  itemNotFound,
  locationNotFound,
  lotNotFound,
  type Rejection,
} from "../../core/rejection.ts";
import { CommandRejected } from "../errors.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { settled } from "../sql/statement.ts";
import { readTotals } from "./asOf.ts";
import { LAST_SEQ } from "./course.ts";
import type { CardQuery, Movement, Position, StockCard } from "./history.ts";
import { seqsBy } from "./moments.ts";
import { movementsOfRows } from "./movements.ts";
import { findNamed, findRows, type NamedIds } from "./named.ts";

/** A card is of so many stock rows at most, which are lots of one item at one location. */
const LOTS_MAX = 10_000;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** One page of a stock card. @throws CommandRejected for an item, a location or a lot that is not there */
export async function drawCard(pool: Pool, tenantId: string, query: CardQuery): Promise<StockCard> {
  const { recordedFrom, recordedUntil, start, pageSize } = query;
  const before = recordedFrom === null ? null : recordedFrom - 1;
  const last = recordedUntil === null ? FAR : recordedUntil - 1;
  const [named, seqs] = await readTransaction(pool, tenantId, (client) =>
    settled([
      findNamed(client, tenantId, { ...query, orderRef: null }),
      seqsBy(client, tenantId, [before, last]),
    ]),
  );
  const unknown = unknownOf(query, named);
  if (unknown !== undefined) throw new CommandRejected(unknown);
  const seqMin = before === null ? 1n : (seqs.get(before) ?? 0n) + 1n;
  const lastSeq = start?.lastSeq ?? seqs.get(last) ?? 0n;
  const rows = await readTransaction(pool, tenantId, (client) =>
    findRows(client, tenantId, named, LOTS_MAX),
  );
  const page = { start, pageSize, seqMin, seqMax: lastSeq };
  const { movements, next } =
    rows.length === 0
      ? { movements: [], next: null }
      : await movementsOfRows(pool, tenantId, rows, page);
  const places = [atEntry(seqMin), start ?? atEntry(seqMin), atEntry(later(lastSeq + 1n, seqMin))];
  const totals = await readTransaction(pool, tenantId, (client) =>
    settled(places.map((place) => readTotals(client, tenantId, rows, place))),
  );
  const [opening, first, closing] = totals;
  if (opening === undefined || first === undefined || closing === undefined)
    throw new Error("a card without its ends");
  return { opening, lines: linesOf(first, movements), closing, next, lastSeq };
}

/** Later than anything was recorded. */
const FAR = Date.UTC(9999, 0);

/** Just before everything that an entry did. */
function atEntry(seq: bigint): Position {
  return { seq: seq > LAST_SEQ ? LAST_SEQ : seq, stockId: FIRST_ID };
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function linesOf(first: Balances, movements: readonly Movement[]): StockCard["lines"] {
  let balances = first;
  return movements.map((movement) => {
    balances = plus(balances, movement.delta);
    return { movement, balances };
  });
}

function unknownOf({ sku, location, lot }: CardQuery, named: NamedIds): Rejection | undefined {
  if (named.item === null) return itemNotFound(sku, "sku");
  if (named.location === null) return locationNotFound(location, "location");
  if (lot !== null && named.lot === null) return lotNotFound(sku, lot, "lot");
  return undefined;
}
