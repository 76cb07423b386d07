import type { PoolClient } from "pg";

import { type Check, differencesSql } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import type { Collector } from "./collector.ts";
import type { Difference } from "./report.ts";
import type { RuleName } from "./rules.ts";

/** A tenant to audit. */
export interface AuditedTenant {
  readonly id: string;
  readonly code: string;
}

/** How many rows of each kind one tenant has. */
export interface Counts {
  readonly entries: bigint;
  readonly postings: bigint;
  readonly stock: bigint;
  readonly reservations: bigint;
}

interface DifferenceRow {
  readonly rule: RuleName;
  readonly keys: Readonly<Record<string, string>>;
  readonly expected: string;
  readonly found: string;
  readonly total: string;
}

interface StockName {
  readonly id: string;
  readonly sku: string | null;
  readonly location: string | null;
  readonly lot: string | null;
}

const STATEMENTS = CHECKS.map((check: Check) => differencesSql(check));

const COUNTS = `select (select count(*) from entry where tenant_id = $1) as entries,
  (select count(*) from posting where tenant_id = $1) as postings,
  (select count(*) from stock where tenant_id = $1) as stock,
  (select count(*) from reservation where tenant_id = $1) as reservations`;

const STOCK_NAMES = `select s.id, item.sku, location.code as location, lot.number as lot
from stock s
left join item on item.tenant_id = s.tenant_id and item.id = s.item_id
left join location on location.tenant_id = s.tenant_id and location.id = s.location_id
left join lot on lot.tenant_id = s.tenant_id and lot.id = s.lot_id
where s.tenant_id = $1 and s.id = any($2::uuid[])`;

/** Runs every check on one tenant, in the transaction it is given. */
export async function auditTenant(
  client: PoolClient,
  tenant: AuditedTenant,
  options: {
    readonly collector: Collector;
    readonly differencesMax: number;
    readonly onChecked: (checked: number, total: number) => void;
  },
): Promise<Counts> {
  const counts = await client.query<Record<keyof Counts, string>>(COUNTS, [tenant.id]);
  for (const [index, statement] of STATEMENTS.entries()) {
    const { rows } = await client.query<DifferenceRow>(statement, [
      tenant.id,
      options.differencesMax,
    ]);
    const names = await stockNames(client, tenant, rows);
    for (const [rule, found] of Map.groupBy(rows, (row) => row.rule)) {
      const differences = found.map((row) => told(tenant, row, names));
      options.collector.add(rule, differences, Number(found[0]?.total ?? 0));
    }
    options.onChecked(index + 1, STATEMENTS.length);
  }
  const { entries = 0, postings = 0, stock = 0, reservations = 0 } = counts.rows[0] ?? {};
  return {
    entries: BigInt(entries),
    postings: BigInt(postings),
    stock: BigInt(stock),
    reservations: BigInt(reservations),
  };
}

function told(
  tenant: AuditedTenant,
  { rule, keys, expected, found }: DifferenceRow,
  names: ReadonlyMap<string, StockName>,
): Difference {
  const { sku, location, lot } = names.get(keys["stock"] ?? "") ?? {};
  const named = {
    ...keys,
    ...(sku && { sku }),
    ...(location && { location }),
    ...(lot && { lot }),
  };
  return { tenant: tenant.code, rule, keys: named, expected, found };
}

async function stockNames(
  client: PoolClient,
  tenant: AuditedTenant,
  rows: readonly DifferenceRow[],
): Promise<ReadonlyMap<string, StockName>> {
  const ids = new Set(rows.flatMap(({ keys }) => keys["stock"] ?? []));
  if (ids.size === 0) return new Map();
  const answer = await client.query<StockName>(STOCK_NAMES, [tenant.id, [...ids]]);
  return new Map(answer.rows.map((name) => [name.id, name]));
}
