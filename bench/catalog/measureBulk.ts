import { randomUUID } from "node:crypto";

import type { Client } from "pg";

import type { StockClient } from "../../test/support/stockClient.ts";
import { skuOf } from "./measureKeys.ts";

/** What one bulk write took, and for how long others had to wait for the head meanwhile. */
export interface BulkFigures {
  readonly rows: number;
  readonly ms: number;
  /** The longest that somebody else waited for the tenant's turn. */
  readonly headWaitMs: number;
}

/** Writes rows in one call, while somebody else takes the tenant's turn again and again. */
export async function measureBulk(
  client: StockClient,
  operator: Client,
  tenantId: string,
  rows: number,
  name: string,
): Promise<BulkFigures> {
  const items = Array.from({ length: rows }, (_, at) => ({ sku: skuOf(at), name, seller: "Mill" }));
  const over = new AbortController();
  const waiting = (async () => {
    let longest = 0;
    while (!over.signal.aborted) longest = Math.max(longest, await takeHead(operator, tenantId));
    return longest;
  })();
  const begun = performance.now();
  const request = { requestId: randomUUID(), items, allOrNothing: true };
  const { errors } = await client.catalog.bulkUpsertItems(request, { timeoutMs: 60_000 });
  const ms = performance.now() - begun;
  over.abort();
  if (errors.length > 0) throw new Error(errors[0]?.message);
  return { rows, ms, headWaitMs: await waiting };
}

async function takeHead(operator: Client, tenantId: string): Promise<number> {
  const begun = performance.now();
  await operator.query("begin");
  await operator.query("select 1 from head where tenant_id = $1 for update", [tenantId]);
  await operator.query("commit");
  return performance.now() - begun;
}
