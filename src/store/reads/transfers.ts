import type { Pool } from "pg";

import { locationNotFound } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import type { Transfer } from "../../core/transfer/transfer.ts";
import { CommandRejected } from "../errors.ts";
import { findTransfers } from "../lane/read/transfers.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import type { TransferQuery } from "../store.ts";

const KNOWN_LOCATIONS: Statement = {
  name: "known_locations",
  text: `select code from location where tenant_id = $1 and code = any($2::text[])`,
};

/** Transfers by their ids, as they stand now. Ids that do not exist are left out. */
export async function readTransfers(
  pool: Pool,
  tenantId: string,
  ids: readonly Uuid[],
): Promise<Map<Uuid, Transfer>> {
  const wanted = [...new Set(ids)];
  const found = await readTransaction(pool, tenantId, (client) =>
    findTransfers(client, tenantId, wanted),
  );
  return new Map(found.map((transfer) => [transfer.id, transfer]));
}

/** Newest first. @throws CommandRejected for a location that does not exist */
export async function listTransfers(
  pool: Pool,
  tenantId: string,
  query: TransferQuery,
): Promise<Transfer[]> {
  const { statement, values } = searchFor(query);
  const named = [query.from, query.to].filter((code) => code !== null);
  const [known, listed] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        send<{ code: string }>(client, KNOWN_LOCATIONS, [tenantId, named]),
        send<{ id: string }>(client, statement, [tenantId, ...values]),
      ]),
    SEARCHING,
  );
  const codes = new Set(known.rows.map(({ code }) => code));
  for (const field of ["from", "to"] as const) {
    const code = query[field];
    if (code !== null && !codes.has(code)) throw new CommandRejected(locationNotFound(code, field));
  }
  const ids = listed.rows.map(({ id }) => id);
  const transfers = await readTransfers(pool, tenantId, ids);
  return ids.flatMap((id) => transfers.get(id) ?? []);
}

/** A statement of its own for each kind of filter, so that each is planned by the index that suits it. */
function searchFor({ from, to, state, afterId, limit }: TransferQuery): {
  statement: Statement;
  values: (string | number)[];
} {
  const values: (string | number)[] = [limit];
  const conditions: string[] = [];
  const parameter = (value: string): string => `$${values.push(value) + 1}`;
  const place = (code: string): string =>
    `(select id from location where tenant_id = $1 and code = ${parameter(code)})`;
  if (from !== null) conditions.push(`from_location_id = ${place(from)}`);
  if (to !== null) conditions.push(`to_location_id = ${place(to)}`);
  if (state !== null) conditions.push(`state = ${parameter(state)}`);
  if (state === "open" || state === "in_transit") conditions.push("closed_at is null");
  if (afterId !== null) conditions.push(`id < ${parameter(afterId)}::uuid`);
  const text = `
    select id from transfer
     where ${["tenant_id = $1", ...conditions].join(" and ")}
     order by id desc
     limit $2`;
  const kinds = [from && "from", to && "to", state && "state", state !== null && conditions.length];
  const name = `list_transfers ${kinds.map(String).join(" ")} ${afterId === null ? 1 : 2}`;
  return { statement: { name, text }, values };
}
