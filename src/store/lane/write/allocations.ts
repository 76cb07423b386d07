import type { PoolClient } from "pg";

import type { Allocation, Reservation } from "../../../core/reservation.ts";
import { send, type Statement } from "../../sql/statement.ts";
import {
  arrays,
  assignments,
  guarded,
  type Column,
  instant,
  names,
  units,
  unnest,
  givenValues,
} from "./columns.ts";
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
  units("quantity", ({ allocation }) => allocation.quantity),
  units("held", ({ allocation }) => allocation.held),
  units("committed", ({ allocation }) => allocation.committed),
  units("fulfilled", ({ allocation }) => allocation.fulfilled),
  units("released", ({ allocation }) => allocation.released),
  units("expired", ({ allocation }) => allocation.expired),
  units("returned", ({ allocation }) => allocation.returned),
];

const MOMENTS: readonly Column<Owned>[] = [
  instant("expires_at", ({ reservation }) => reservation.expiresAt),
  instant("short_at", ({ allocation }) => allocation.shortAt),
];

const ADDED: readonly Column<Owned>[] = [
  ...KEY,
  { name: "component", type: "int", of: ({ allocation }) => allocation.component, usual: 0 },
  { name: "per_bundle", type: "bigint", of: ({ allocation }) => allocation.perBundle, usual: 1 },
  { name: "stock_id", type: "uuid", of: ({ allocation }) => allocation.stockId },
  ...UNITS,
  ...MOMENTS,
];

const CHANGED: readonly Column<Owned>[] = [...UNITS, ...MOMENTS];

const INSERT_ALLOCATIONS: Statement = {
  name: "insert_allocations",
  text: `
    insert into allocation (tenant_id, ${names(ADDED)})
    select $1, ${givenValues(ADDED)} from ${unnest(ADDED, 2)}`,
};

const UPDATE_ALLOCATIONS: Statement = {
  name: "update_allocations",
  text: guarded(`
    update allocation a
       set ${assignments(CHANGED)}
      from ${unnest([...KEY, ...CHANGED], 3)}
     where a.tenant_id = $2 and a.reservation_id = given.reservation_id
       and a.line = given.line and a.number = given.number`),
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
  await send(client, INSERT_ALLOCATIONS, [tenantId, ...arrays(ADDED, allocations)]);
}

export async function updateAllocations(
  client: PoolClient,
  tenantId: string,
  allocations: readonly Owned[],
): Promise<void> {
  if (allocations.length === 0) return;
  const changed = arrays([...KEY, ...CHANGED], allocations);
  await send(client, UPDATE_ALLOCATIONS, [allocations.length, tenantId, ...changed]);
}

function keyOf(allocation: Allocation): string {
  return `${allocation.line}/${allocation.number}`;
}
