import { setTimeout as sleep } from "node:timers/promises";

import type { Pool } from "pg";

import { TOUCH } from "./readBack.ts";

/** Something that the operator wrote: the place of a stock row or the id of a reservation. */
export interface Touch {
  readonly at: string;
  /** False: a crash in the middle of it leaves open whether it was written. */
  readonly isSure: boolean;
}

const TOUCH_STOCK = `
  update stock s set version = s.version + ${TOUCH}
    from item i, location l
   where s.tenant_id = $1 and i.tenant_id = $1 and i.id = s.item_id and i.sku = $2
     and l.tenant_id = $1 and l.id = s.location_id and ($3::text is null or l.code = $3)
  returning i.sku || '@' || l.code ||
    coalesce((select '#' || t.number from lot t where t.tenant_id = $1 and t.id = s.lot_id), '') as at`;

const TOUCH_RESERVATION = `
  update reservation set version = version + ${TOUCH} where tenant_id = $1 and id = $2
  returning id as at`;

const STEP_CLOCK = `
  update head
     set recorded_at = greatest(recorded_at, clock_timestamp()) + $2 * interval '1 millisecond'
   where tenant_id = $1`;

/**
 * Writes stock rows past the lane, in a transaction that stays open for a while. It changes nothing but the rows'
 * versions, which is all that an operator can change without the books telling of it.
 */
export function touchStock(
  operator: Pool,
  tenantId: string,
  { sku, location }: { readonly sku: string; readonly location?: string },
  holdMs: number,
): Promise<Touch[]> {
  return touch(operator, TOUCH_STOCK, [tenantId, sku, location ?? null], holdMs);
}

export function touchReservation(
  operator: Pool,
  tenantId: string,
  reservationId: string,
  holdMs: number,
): Promise<Touch[]> {
  return touch(operator, TOUCH_RESERVATION, [tenantId, reservationId], holdMs);
}

/** Moves the books' last recorded time on: from then on no decision is made at an earlier moment. */
export async function stepClock(operator: Pool, tenantId: string, byMs: number): Promise<void> {
  // After a crash nobody knows whether it jumped; the next look at the books tells.
  await operator.query(STEP_CLOCK, [tenantId, byMs]).catch(() => undefined);
}

async function touch(
  operator: Pool,
  sql: string,
  values: readonly unknown[],
  holdMs: number,
): Promise<Touch[]> {
  let touched: Touch[] = [];
  const client = await operator.connect().catch(() => undefined);
  if (client === undefined) return touched;
  let isBroken = false;
  const onError = (): void => void (isBroken = true);
  client.on("error", onError);
  try {
    await client.query("begin");
    const { rows } = await client.query<{ at: string }>(sql, [...values]);
    await sleep(holdMs);
    touched = rows.map(({ at }) => ({ at, isSure: false }));
    await client.query("commit");
    return touched.map(({ at }) => ({ at, isSure: true }));
  } catch {
    isBroken = true;
    return touched;
  } finally {
    client.off("error", onError);
    client.release(isBroken);
  }
}
