import pLimit from "p-limit";
import { Pool } from "pg";

import { Collector } from "./collector.ts";
import type { VerifyReport } from "./report.ts";
import { inOnePicture } from "./session.ts";
import { type AuditedTenant, auditTenant, type Counts } from "./tenant.ts";

/** How many tenants are audited at once: each keeps one connection and up to a few of the server's processes busy. */
const TENANTS_AT_ONCE = 2;

/** How many differences are told unless asked otherwise: as many as somebody reads. */
const DIFFERENCES_MAX = 100;

/** How long a database that takes connections may take to accept one. */
const CONNECT_TIMEOUT_MS = 5_000;

/** What to audit, and who wants to be told how far it is. */
export interface VerifyOptions {
  /** A login that may become `holdfast_service`. A read replica will do. */
  readonly url: string;
  /** Code of the only tenant to audit; all of them without it. */
  readonly tenant?: string | undefined;
  /** Called after each check of each tenant. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  /** Default 100. All are counted. */
  readonly differencesMax?: number | undefined;
}

/** How many of a tenant's checks are done. */
export interface VerifyProgress {
  readonly tenant: string;
  readonly checked: number;
  readonly total: number;
}

/** No tenant has that code. */
export class TenantUnknown extends Error {
  override readonly name = "TenantUnknown";
}

/**
 * Audits the books: holds every rule of `RULES` against every row, and tells what differs. Changes nothing.
 *
 * Each tenant is read in a REPEATABLE READ transaction of its own: one consistent picture of that tenant (not of
 * all of them together) while the service goes on writing. The work is done by the server, which spills to disk
 * what does not fit its `work_mem`; only differences travel, so this process stays small however long the journal is.
 *
 * @throws TenantUnknown, and the driver's errors when the database cannot be read
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const startedAt = performance.now();
  const differencesMax = options.differencesMax ?? DIFFERENCES_MAX;
  const collector = new Collector(differencesMax);
  const pool = new Pool({
    connectionString: options.url,
    max: TENANTS_AT_ONCE,
    application_name: "holdfast-verify",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  pool.on("error", () => undefined); // the query in flight reports it
  try {
    const tenants = await tenantsToAudit(pool, options.tenant);
    const limit = pLimit({ concurrency: TENANTS_AT_ONCE, rejectOnClear: true });
    const counts = await limit
      .map(tenants, (tenant) => auditOne(pool, tenant, { ...options, collector, differencesMax }))
      .finally(() => limit.clearQueue());
    return {
      tenants: tenants.length,
      ...sum(counts),
      differences: collector.differences(),
      differencesTotal: collector.total,
      broken: collector.broken(),
      ms: performance.now() - startedAt,
    };
  } finally {
    await pool.end();
  }
}

function auditOne(
  pool: Pool,
  tenant: AuditedTenant,
  options: Pick<VerifyOptions, "onProgress"> & { collector: Collector; differencesMax: number },
): Promise<Counts> {
  const { collector, differencesMax, onProgress } = options;
  const onChecked = (checked: number, total: number): void =>
    onProgress?.({ tenant: tenant.code, checked, total });
  return inOnePicture(pool, tenant.id, (client) =>
    auditTenant(client, tenant, { collector, differencesMax, onChecked }),
  );
}

async function tenantsToAudit(pool: Pool, code: string | undefined): Promise<AuditedTenant[]> {
  const { rows } = await inOnePicture(pool, null, (client) =>
    client.query<{ id: string; code: string }>(
      "select id, code from tenant where code = coalesce($1, code) order by code",
      [code ?? null],
    ),
  );
  if (code !== undefined && rows.length === 0) {
    throw new TenantUnknown(`there is no tenant with the code "${code}"`);
  }
  return rows;
}

function sum(counts: readonly Counts[]): Counts {
  const all = { entries: 0n, postings: 0n, stock: 0n, reservations: 0n };
  for (const { entries, postings, stock, reservations } of counts) {
    all.entries += entries;
    all.postings += postings;
    all.stock += stock;
    all.reservations += reservations;
  }
  return all;
}
