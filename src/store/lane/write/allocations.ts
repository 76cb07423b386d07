import type { PoolClient } from "pg";

import type { Allocation, Reservation } from "../../../core/reservation.ts";
import { fromMs, send, type Statement } from "../../sql/statement.ts";
import { arrays, type Column, instant, names, unnest } from "./columns.ts";
import type { Change } from "./page.ts";

interface Owned {
  readonly reservation: Reservation;
  readonly allocation: Allocation;
}

const KEY: readonly Column<Owned>[] = [
  { name: "reservation_id", type: "uuid", of: ({ reservation }) => reservation.id },
  { name: "line", type: "int", of: ({ allocation }) => allocation.line },
  { name: "number", type: "int", of: ({ allocation }) => allocation.number },
];

const UNITS: readonly Column<Owned>[] = [
  { name: "quantity", type: "bigint", of: ({ allocation }) => allocation.quantity },
  { name: "held", type: "bigint", of: ({ allocation }) => allocation.held },
  { name: "committed", type: "bigint", of: ({ allocation }) => allocation.committed },
  { name: "fulfilled", type: "bigint", of: ({ allocation }) => allocation.fulfilled },
  { name: "released", type: "bigint", of: ({ allocation }) => allocation.released },
  { name: "expired", type: "bigint", of: ({ allocation }) => allocation.expired },
];

const EXPIRY = instant<Owned>("expires_at", ({ reservation }) => reservation.expiresAt);

const ADDED: readonly Column<Owned>[] = [
  ...KEY,
  { name: "stock_id", type: "uuid", of: ({ allocation }) => allocation.stockId },
  ...UNITS,
];

const INSERT_ALLOCATIONS: Statement = {
  name: "insert_allocations",
  text: `
    insert into allocation (tenant_id, ${names(ADDED)}, expires_at)
    select $1, ${ADDED.map(({ name }) => `given.${name}`).join(", ")}, ${fromMs("given.expires_at")}
      from ${unnest([...ADDED, EXPIRY], 2)}`,
};

const CHANGED: readonly Column<Owned>[] = [...KEY, ...UNITS, EXPIRY];

const UPDATE_ALLOCATIONS: Statement = {
  name: "update_allocations",
  text: `
    update allocation a
       set ${UNITS.map(({ name }) => `${name} = given.${name}`).join(", ")},
           expires_at = ${fromMs("given.expires_at")}
      from ${unnest(CHANGED, 2)}
     where a.tenant_id = $1 and a.reservation_id = given.reservation_id
       and a.line = given.line and a.number = given.number`,
};

/** The allocations that a batch adds, and those that it changes; the rest is left alone. */
export function sortAllocations(changes: Iterable<Change<Reservation>>): {
  added: Owned[];
  changed: Owned[];
} {
  const added: Owned[] = [];
  const changed: Owned[] = [];
  for (const { before, after: reservation } of changes) {
    const known = new Map(before?.allocations.map((allocation) => [keyOf(allocation), allocation]));
    const moved = before?.expiresAt !== reservation.expiresAt;
    for (const allocation of reservation.allocations) {
      const old = known.get(keyOf(allocation));
      if (old === undefined) added.push({ reservation, allocation });
      else if (old !== allocation || moved) changed.push({ reservation, allocation });
    }
  }
  return { added, changed };
}

export async function insertAllocations(
  client: PoolClient,
  tenantId: string,
  allocations: readonly Owned[],
): Promise<void> {
  if (allocations.length === 0) return;
  const values = [tenantId, ...arrays([...ADDED, EXPIRY], allocations)];
  await send(client, INSERT_ALLOCATIONS, values);
}

/** @returns how many allocations were there */
export async function updateAllocations(
  client: PoolClient,
  tenantId: string,
  allocations: readonly Owned[],
): Promise<number> {
  if (allocations.length === 0) return 0;
  const values = [tenantId, ...arrays(CHANGED, allocations)];
  const { rowCount } = await send(client, UPDATE_ALLOCATIONS, values);
  return rowCount ?? 0;
}

function keyOf(allocation: Allocation): string {
  return `${allocation.line}/${allocation.number}`;
}
