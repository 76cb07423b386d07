import type { PoolClient } from "pg";

import type { CommandHeader } from "../core/command.ts";
import { fieldViolation, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { type Holding, type Prepared, writeCatalog } from "../store/catalog/write.ts";
import { newId } from "../store/newId.ts";
import { staleEtag } from "./etag.ts";
import type { Bulk, BulkResult, BulkRow, Created, RowError } from "./resources.ts";
import type { Room } from "./room.ts";

/** A resource that is there already. */
interface Stored {
  readonly id: Uuid;
  readonly version: number;
}

/** Rows of one sort of resource, in bulk: how each is named, found, compared and written. */
export interface BulkKind<T, S extends T & Stored> {
  /** What the list is called in the request. */
  readonly list: "items" | "locations";
  readonly nameOf: (given: T) => string;
  readonly nameField: "sku" | "code";
  readonly notFound: (name: string, field: string) => Rejection;
  readonly find: (client: PoolClient, names: readonly string[]) => Promise<readonly S[]>;
  readonly isSame: (stored: S, given: T) => boolean;
  /** What is wrong with a row by itself, or beside what is stored. @param at the row's field, such as `items[7]` */
  readonly refuse: (given: T, stored: S | undefined, at: string) => Rejection | undefined;
  /** Asks the database what `refuse` has to know of the rows that would change. */
  readonly learn: (client: PoolClient, changes: readonly Change<T, S>[]) => Promise<void>;
  readonly insert: (client: PoolClient, added: readonly Write<T>[], now: number) => Promise<void>;
  /** Writes changes before the head is held, as far as nobody who holds it waits for these rows. */
  readonly update: (client: PoolClient, changes: readonly Change<T, S>[]) => Promise<void>;
  /** Writes the rest of them, and makes sure that what was learnt still holds. */
  readonly finish: (holding: Holding, changes: readonly Change<T, S>[]) => Promise<void>;
}

export type Write<T> = T & Stored;

/** What is there, and what it is to be. */
export interface Change<T, S> {
  readonly stored: S;
  readonly write: Write<T>;
}

/** Rows, sorted by what is to be done with them. */
interface Sorted<T, S> {
  readonly added: readonly BulkRow<T>[];
  readonly changed: readonly (BulkRow<T> & { readonly stored: S })[];
  readonly unchanged: number;
  readonly errors: readonly RowError[];
}

/**
 * Creates or replaces thousands of resources in one transaction that is told by one entry. Everything is written before
 * the tenant's turn is taken, which then lasts no longer than that of a single write.
 */
export async function upsert<T, S extends T & Stored>(
  { database, tenantId }: Room,
  header: CommandHeader,
  kind: BulkKind<T, S>,
  bulk: Bulk<T>,
): Promise<Created<BulkResult>> {
  const { replayed, result } = await writeCatalog(database, tenantId, header, {
    kind: "upsert_catalog",
    reference: `${bulk.rows.length} ${kind.list}`,
    prepare: ({ client, now }) => prepare(client, now, kind, bulk, header.validateOnly),
  });
  const unchanged = bulk.rows.length;
  return { resource: result ?? { ...NOTHING, unchanged, errors: bulk.errors }, replayed };
}

const NOTHING = { created: 0, updated: 0, unchanged: 0 };

async function prepare<T, S extends T & Stored>(
  client: PoolClient,
  now: number,
  kind: BulkKind<T, S>,
  bulk: Bulk<T>,
  isDryRun: boolean,
): Promise<Prepared<BulkResult>> {
  const { added, changed, unchanged, errors } = await sort(client, kind, bulk);
  const isRefused = errors.length > 0 && (bulk.allOrNothing || added.length + changed.length === 0);
  if (isRefused) return { unwritten: { ...NOTHING, errors } };
  const counts = { created: added.length, updated: changed.length, unchanged };
  if (isDryRun) return { unwritten: { ...counts, errors } };
  const inserted = added.map(({ given }) => ({ ...given, id: newId(), version: 0 }));
  const updated = changed.map(({ given, stored }) => ({ stored, write: writeOf(given, stored) }));
  await kind.insert(client, inserted, now);
  await kind.update(client, updated);
  return async (holding) => {
    await kind.finish(holding, updated);
    return { ...counts, errors };
  };
}

/** Sorts every row by what is there of its name, and finds those that are wrong. */
async function sort<T, S extends T & Stored>(
  client: PoolClient,
  kind: BulkKind<T, S>,
  { rows, errors: known }: Bulk<T>,
): Promise<Sorted<T, S>> {
  const errors = [...known];
  const single = onlyFirst(kind, rows, errors);
  const found = await kind.find(client, [...single.keys()]);
  const stored = new Map(found.map((one) => [kind.nameOf(one), one]));
  const differing = [...single].flatMap(([name, { given }]) => {
    const there = stored.get(name);
    if (there === undefined || kind.isSame(there, given)) return [];
    return [{ stored: there, write: writeOf(given, there) }];
  });
  await kind.learn(client, differing);
  const added: BulkRow<T>[] = [];
  const changed: (BulkRow<T> & { stored: S })[] = [];
  let unchanged = 0;
  for (const [name, row] of single) {
    const there = stored.get(name);
    const refusal = refuse(kind, row, there);
    if (refusal !== undefined)
      errors.push(errorOf(row.index, `${kind.list}[${row.index}]`, refusal));
    else if (there === undefined) added.push(row);
    else if (kind.isSame(there, row.given)) unchanged += 1;
    else changed.push({ ...row, stored: there });
  }
  return { added, changed, unchanged, errors: errors.toSorted((a, b) => a.index - b.index) };
}

/** Rows by name; the second of a name is wrong. */
function onlyFirst<T, S extends T & Stored>(
  kind: BulkKind<T, S>,
  rows: readonly BulkRow<T>[],
  errors: RowError[],
): Map<string, BulkRow<T>> {
  const single = new Map<string, BulkRow<T>>();
  for (const row of rows) {
    const name = kind.nameOf(row.given);
    const first = single.get(name);
    if (first === undefined) {
      single.set(name, row);
      continue;
    }
    const field = `${kind.list}[${row.index}].${kind.nameField}`;
    const message = `${field}: "${name}" is row ${first.index} already; name it once`;
    errors.push(errorOf(row.index, field, fieldViolation(field, message)));
  }
  return single;
}

function refuse<T, S extends T & Stored>(
  kind: BulkKind<T, S>,
  { index, etag, given }: BulkRow<T>,
  stored: S | undefined,
): Rejection | undefined {
  const at = `${kind.list}[${index}]`;
  const name = kind.nameOf(given);
  if (stored === undefined && etag !== "") return kind.notFound(name, `${at}.${kind.nameField}`);
  const stale = stored && staleEtag({ name, etag }, stored.version, `${at}.etag`);
  return stale ?? kind.refuse(given, stored, at);
}

function writeOf<T>(given: T, { id, version }: Stored): Write<T> {
  return { ...given, id, version };
}

function errorOf(index: number, at: string, { field, reason, message }: Rejection): RowError {
  return { index, field: field ?? at, reason, message };
}
