import type { Pool } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { msOf, send, settled, type Statement } from "../sql/statement.ts";
import type { Movement, MovementQuery } from "../stockReads.ts";
import { insistOnNamed } from "./named.ts";

/** What one file's row has booked keeps the name that the file gave it, from tenant to tenant. */
const NAME = `
  case when e.source = 'import' and e.kind in ('receive', 'adjust') then e.request_id
       else e.id || '/' || p.stock_id end`;

const LIST_MOVEMENTS: Statement = {
  name: "list_movements_of_stock",
  text: `
    select p.seq, p.stock_id, ${NAME} as name, e.kind, i.sku, l.code, p.on_hand_delta,
           ${msOf("e.occurred_at")} as occurred_at, ${msOf("e.recorded_at")} as recorded_at,
           e.reference, e.reason, t.number, ${msOf("t.expires_at")} as expires_at, t.supplier,
           t.unit_cost, t.cost_currency
      from (select seq, stock_id, on_hand_delta from posting
             where tenant_id = $1 and on_hand_delta <> 0 and seq >= $2
               and (seq, stock_id) > ($3, $4::uuid)
               and ($5::text is null or stock_id in (
                 select id from stock where tenant_id = $1
                    and item_id = (select id from item where tenant_id = $1 and sku = $5)))
               and ($6::text is null or stock_id in (
                 select id from stock where tenant_id = $1
                    and location_id = (select id from location where tenant_id = $1 and code = $6)))
             order by seq, stock_id
             limit $7) as p
      join entry e on e.tenant_id = $1 and e.seq = p.seq
      join stock s on s.tenant_id = $1 and s.id = p.stock_id
      join item i on i.tenant_id = $1 and i.id = s.item_id
      join location l on l.tenant_id = $1 and l.id = s.location_id
      left join lot t on t.tenant_id = $1 and t.id = s.lot_id
     order by p.seq, p.stock_id`,
};

interface MovementColumns {
  readonly seq: bigint;
  readonly stock_id: string;
  readonly name: string;
  readonly kind: string;
  readonly sku: string;
  readonly code: string;
  readonly on_hand_delta: bigint;
  readonly occurred_at: number;
  readonly recorded_at: number;
  readonly reference: string;
  readonly reason: string;
  readonly number: string | null;
  readonly expires_at: number | null;
  readonly supplier: string | null;
  readonly unit_cost: string | null;
  readonly cost_currency: string | null;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** What changed what is on hand, in the order of the journal. */
export async function listMovements(
  pool: Pool,
  tenantId: string,
  query: MovementQuery,
): Promise<Movement[]> {
  const { sku, location, fromSeq, after, limit } = query;
  const from = [fromSeq, after?.seq ?? 0n, after?.stockId ?? FIRST_ID];
  const values = [tenantId, ...from, sku, location, limit];
  const [, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        insistOnNamed(client, tenantId, query),
        send<MovementColumns>(client, LIST_MOVEMENTS, values),
      ]),
    SEARCHING,
  );
  return rows.map(movementOf);
}

function movementOf(row: MovementColumns): Movement {
  return {
    seq: row.seq,
    stockId: row.stock_id,
    name: row.name,
    kind: row.kind,
    sku: row.sku,
    location: row.code,
    quantity: row.on_hand_delta,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    reference: row.reference,
    reason: row.reason,
    lot: lotOf(row),
  };
}

function lotOf(row: MovementColumns): Movement["lot"] {
  if (row.number === null) return null;
  const { number, supplier, unit_cost: amount, cost_currency: currency } = row;
  const unitCost = amount === null || currency === null ? null : { amount, currency };
  return { number, expiresAt: row.expires_at, supplier, unitCost };
}
