import { randomUUID } from "node:crypto";

import type { Client } from "pg";

import { createAdministration } from "../../src/access/administration.ts";
import { newId } from "../../src/store/newId.ts";
import { createOrm } from "../../src/store/orm.ts";
import type { ServerProcess } from "../../test/support/serverProcess.ts";
import { createStockClient } from "../../test/support/stockClient.ts";
import { LOCATION, skuOf } from "../load/order.ts";
import { connectOwner, type Workshop } from "./workshop.ts";

export interface ShopOptions {
  /** How many SKUs each tenant has; none runs out. */
  readonly skus?: number;
  readonly tenants?: number;
  readonly servers?: number;
  /** Folder that the servers write CPU profiles to, and what their names begin with. */
  readonly profile?: { readonly folder: string; readonly name: string } | undefined;
}

/** Servers in processes of their own, on a database of their own, with tenants who have stock. */
export interface Shop {
  readonly servers: readonly ServerProcess[];
  readonly ports: readonly number[];
  /** One per tenant. */
  readonly keys: readonly string[];
  readonly postgresPid: number;
  /** A login that may see all rows. */
  readonly owner: Client;
  close(): Promise<void>;
}

/** Makes a shop, lets work happen in it, and clears it away. */
export async function withShop<T>(
  workshop: Workshop,
  options: ShopOptions,
  work: (shop: Shop) => Promise<T>,
): Promise<T> {
  const shop = await openShop(workshop, options);
  try {
    return await work(shop);
  } finally {
    await shop.close();
  }
}

async function openShop(workshop: Workshop, options: ShopOptions): Promise<Shop> {
  const { skus = 1, tenants = 1, servers: serverCount = 1, profile } = options;
  const url = await workshop.migratedDatabase();
  const owner = await connectOwner(url);
  const made = await createTenants(url, tenants);
  for (const { id } of made) await createCatalog(owner, id, skus);
  const servers: ServerProcess[] = [];
  for (let index = 0; index < serverCount; index += 1) {
    servers.push(await workshop.startServer(url, profileSettings(profile, index)));
  }
  const keys = made.map(({ key }) => key);
  const ports = servers.map(({ grpcPort }) => grpcPort);
  await stockUp(ports[0] ?? 0, keys, skus);
  return {
    servers,
    ports,
    keys,
    postgresPid: workshop.postgresPid,
    owner,
    close: async () => {
      for (const server of servers) await server.end();
      await owner.end();
      await workshop.drop(url);
    },
  };
}

function profileSettings(profile: ShopOptions["profile"], index: number): Record<string, string> {
  if (profile === undefined) return {};
  const name = `${profile.name}-${index}.cpuprofile`;
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile.folder} --cpu-prof-name=${name}` };
}

interface MadeTenant {
  readonly id: string;
  readonly key: string;
}

async function createTenants(url: string, count: number): Promise<MadeTenant[]> {
  const orm = await createOrm(url, 1);
  const administration = createAdministration(orm);
  const made: MadeTenant[] = [];
  for (let index = 0; index < count; index += 1) {
    const code = `tenant-${index}`;
    const { id } = await administration.createTenant({ code, name: code });
    const { key } = await administration.createKey({ name: code, role: "admin", tenants: [code] });
    made.push({ id, key });
  }
  await orm.close(true);
  return made;
}

/** Items and a location by SQL: creating 10,000 items one by one would take longer than measuring. */
async function createCatalog(owner: Client, tenantId: string, skus: number): Promise<void> {
  const names = Array.from({ length: skus }, (_, index) => skuOf(index));
  await owner.query(
    `insert into item (tenant_id, id, sku, created_at)
      select $1, id, sku, clock_timestamp() from unnest($2::uuid[], $3::text[]) as made (id, sku)`,
    [tenantId, names.map(() => newId()), names],
  );
  await owner.query(
    `insert into location (tenant_id, id, code, created_at) values ($1, $2, $3, clock_timestamp())`,
    [tenantId, newId(), LOCATION],
  );
}

const RECEIVE_LINES_MAX = 500;
const QUANTITY = 1_000_000_000_000n;

async function stockUp(port: number, keys: readonly string[], skus: number): Promise<void> {
  for (const key of keys) {
    const client = createStockClient(`127.0.0.1:${port}`, key);
    for (let from = 0; from < skus; from += RECEIVE_LINES_MAX) {
      const count = Math.min(RECEIVE_LINES_MAX, skus - from);
      const lines = Array.from({ length: count }, (_, index) => ({
        sku: skuOf(from + index),
        quantity: QUANTITY,
      }));
      await client.inventory.receive({ requestId: randomUUID(), location: LOCATION, lines });
    }
    client.close();
  }
}
