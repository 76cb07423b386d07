import type { Operator } from "../support/operator.ts";
import { until } from "../support/until.ts";

/** Waits until none of these reservations holds anything in its row. */
export async function untilSwept(operator: Operator, ids: readonly string[]): Promise<void> {
  const held = "select 1 from reservation where id = any($1::uuid[]) and held > 0";
  await until(async () => {
    return (await operator.query(held, [ids])).length === 0;
  });
}

/** An entry that took a hold back; moments in milliseconds since 1970. */
export interface Expiry {
  readonly id: string;
  readonly occurred: number;
  readonly recorded: number;
}

/** What the journal says of the end of these reservations. */
export async function expiriesOf(operator: Operator, ids: readonly string[]): Promise<Expiry[]> {
  const rows = await operator.query(
    `select reservation_id as id, occurred_at as occurred, recorded_at as recorded
       from entry where kind = 'expire' and reservation_id = any($1::uuid[])`,
    [ids],
  );
  return rows.map(({ id, occurred, recorded }) => ({
    id: String(id),
    occurred: Number(occurred),
    recorded: Number(recorded),
  }));
}

/** Units that the stock rows of an item hold, overdue ones included. */
export async function heldOnTheRow(operator: Operator, sku: string): Promise<bigint> {
  const [row] = await operator.query(
    "select sum(s.held) as held from stock s join item i on i.id = s.item_id where i.sku = $1",
    [sku],
  );
  return BigInt(String(row?.["held"]));
}

/** The number of the last entry. */
export async function lastSeq(operator: Operator): Promise<unknown> {
  const [head] = await operator.query("select seq from head");
  return head?.["seq"];
}

/** What each transaction since then has told, in their order. */
export async function batchesSince(
  operator: Operator,
  seq: unknown,
): Promise<{ expired: bigint; reserved: bigint }[]> {
  const rows = await operator.query(
    `select count(*) filter (where kind = 'expire') as expired,
            count(*) filter (where kind = 'reserve') as reserved
       from entry where seq > $1 group by xmin::text order by min(seq)`,
    [seq],
  );
  return rows.map(({ expired, reserved }) => ({
    expired: BigInt(String(expired)),
    reserved: BigInt(String(reserved)),
  }));
}
