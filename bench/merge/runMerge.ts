import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Client } from "pg";

import { createOrm } from "../../src/store/orm.ts";
import { createPool } from "../../src/store/sql/pool.ts";
import { wantWmsRounds } from "../../src/store/wms/leases.ts";
import { createWmsAdministration } from "../../src/wms/administration.ts";
import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { type Simulator, startSimulator } from "../../src/wmsSim/simulator.ts";
import { residentMb } from "../support/memory.ts";
import type { Stand } from "../support/stand.ts";

export interface MergeOptions {
  readonly stand: Stand;
  /** A login that may do everything. */
  readonly owner: Client;
  readonly secret: { readonly name: string; readonly key: string };
  readonly rows: number;
  readonly callers: number;
  readonly plainMs: number;
  readonly say: (line: string) => void;
}

/** What one walk came to. */
export interface MergedWalk {
  readonly name: string;
  readonly ms: number;
  /** Of one SKU of the same tenant, elsewhere, while the walk went on. */
  readonly reservesPerSecond: number;
  readonly rateRatio: number;
  readonly memoryMb: number;
}

export interface MergeResult {
  readonly rows: number;
  readonly plainPerSecond: number;
  readonly walks: readonly MergedWalk[];
}

const PLACE = { warehouse: "W1", owner: "ACME" };
const PAGE_LINES = 1_000;
const HOT = { sku: "HOT", location: "STORE" };

/** Merges a snapshot three times while callers reserve in the same tenant's lane. */
export async function runMerge(options: MergeOptions): Promise<MergeResult> {
  const { stand, rows, plainMs, say, secret } = options;
  const warehouse = await startWarehouse(rows, secret.key);
  const pool = createPool(stand.url, 2);
  try {
    await prepare(options, warehouse.url);
    const load = startLoad(options);
    const plain = await load.rateWhile(() => sleep(plainMs));
    say(`Reserve without a walk: ${Math.round(plain)}/s`);
    const walks: MergedWalk[] = [];
    const walk = async (name: string): Promise<void> => {
      const startedAt = performance.now();
      const rate = await load.rateWhile(() => walkOnce(options, pool));
      const ms = Math.round(performance.now() - startedAt);
      const memoryMb = residentMb(stand.servers[0]?.child.pid ?? 0);
      walks.push({ name, ms, reservesPerSecond: rate, rateRatio: rate / plain, memoryMb });
      say(`${name}: ${ms} ms, Reserve ${Math.round(rate)}/s`);
    };
    await walk("first");
    await walk("nothing new");
    change(warehouse, rows);
    await walk("a tenth changed");
    await load.stop();
    return { rows, plainPerSecond: plain, walks };
  } finally {
    await pool.end();
    await warehouse.stop();
  }
}

function startWarehouse(rows: number, key: string): Promise<Simulator> {
  return startSimulator({
    seed: 1,
    key,
    dialect: DIALECTS.modern,
    runEveryMs: Infinity,
    pageSize: PAGE_LINES,
    cells: Array.from({ length: rows }, (_, index) => {
      return { ...PLACE, sku: skuOf(index), lot: null, orderable: 1 + (index % 50) };
    }),
  });
}

function skuOf(index: number): string {
  return `SKU-${String(index).padStart(7, "0")}`;
}

async function prepare(options: MergeOptions, baseUrl: string): Promise<void> {
  const { stand, owner, rows, secret } = options;
  const { tenantId } = stand;
  await owner.query(
    `insert into item (tenant_id, id, sku, created_at)
     select $1, gen_random_uuid(), 'SKU-' || lpad(n::text, 7, '0'), now()
       from generate_series(0, $2::int - 1) as n`,
    [tenantId, rows],
  );
  await owner.query("analyze item");
  const [client] = stand.clients;
  if (client === undefined) throw new Error("nobody to call with");
  const item = { sku: HOT.sku, name: HOT.sku };
  await client.catalog.createItem({ requestId: randomUUID(), item });
  for (const code of [HOT.location, "OUTSIDE"]) {
    const location = { code, name: code, fulfilment: 2 } as const;
    await client.catalog.createLocation({ requestId: randomUUID(), location });
  }
  const lines = [{ sku: HOT.sku, quantity: 1_000_000_000n }];
  await client.inventory.receive({ requestId: randomUUID(), location: HOT.location, lines });
  const orm = await createOrm(stand.url, 1);
  try {
    const them = createWmsAdministration(orm);
    await them.putAccount({
      code: "bench",
      adapter: "http",
      baseUrl,
      dialect: { ...DIALECTS.modern, unseenMs: 0 },
      quotaRequests: 10_000,
      quotaWindowMs: 1_000,
      readFloorPercent: 50,
      secretName: secret.name,
      webhookSecretName: null,
    });
    await them.link({ account: "bench", ...PLACE, tenantId, location: "OUTSIDE" });
  } finally {
    await orm.close(true);
  }
}

/** Asks for a walk and waits until it is done. */
async function walkOnce(
  { owner }: MergeOptions,
  pool: ReturnType<typeof createPool>,
): Promise<void> {
  const { rows: accounts } = await owner.query<{ id: string }>("select id from wms_account");
  const accountId = accounts[0]?.id ?? "";
  const doneAt = async (): Promise<number> => {
    const { rows } = await owner.query<{ done: Date | null; error: string }>(
      "select done_at as done, last_error as error from wms_lease where job = 'walk'",
    );
    if (rows[0]?.error) throw new Error(`the walk failed: ${rows[0].error}`);
    return rows[0]?.done?.getTime() ?? 0;
  };
  const before = await doneAt();
  await wantWmsRounds(pool, accountId, ["walk"]);
  while ((await doneAt()) <= before) await sleep(100);
}

function change({ world }: Simulator, rows: number): void {
  for (let index = 0; index < rows; index += 10) {
    world.happen("receipt", { ...PLACE, sku: skuOf(index), lot: null }, 1);
  }
}

interface Load {
  /** How many were reserved a second while something went on. */
  rateWhile(work: () => Promise<unknown>): Promise<number>;
  stop(): Promise<void>;
}

function startLoad({ stand, callers }: MergeOptions): Load {
  const over = new AbortController();
  let done = 0;
  const lines = [{ ...HOT, quantity: 1n }];
  const call = async (index: number): Promise<void> => {
    const client = stand.clients[index % stand.clients.length];
    if (client === undefined) throw new Error("nobody to call with");
    while (!over.signal.aborted) {
      await client.inventory.reserve({ requestId: randomUUID(), lines });
      done += 1;
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, index) => call(index)));
  return {
    rateWhile: async (work) => {
      const [from, startedAt] = [done, performance.now()];
      await work();
      return ((done - from) * 1_000) / (performance.now() - startedAt);
    },
    stop: async () => {
      over.abort();
      await all;
    },
  };
}
