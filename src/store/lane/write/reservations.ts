import type { PoolClient } from "pg";

import type { Component } from "../../../core/bundle/bundle.ts";
import { type Reservation, type ReservationLine, total } from "../../../core/reservation.ts";
import type { StoredComponent, StoredLine } from "../../entities/reservation.ts";
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

type ReservationChange = Change<Reservation>;

const ADDED: readonly Column<Reservation>[] = [
  { name: "id", type: "uuid", of: (reservation) => reservation.id },
  { name: "order_ref", type: "text", of: (reservation) => reservation.orderRef, usual: "" },
  { name: "lines", type: "jsonb", of: (reservation) => storedLines(reservation.lines) },
  { name: "ttl_ms", type: "bigint", of: (reservation) => reservation.ttlMs },
  units("held", (reservation) => total(reservation, "held")),
  units("committed", (reservation) => total(reservation, "committed")),
  units("fulfilled", (reservation) => total(reservation, "fulfilled")),
  { name: "version", type: "bigint", of: (reservation) => reservation.version },
  instant("created_at", (reservation) => reservation.createdAt),
  instant("expires_at", (reservation) => reservation.expiresAt),
  instant("released_at", (reservation) => reservation.releasedAt),
  instant("expired_at", (reservation) => reservation.expiredAt),
];

const INSERT_RESERVATIONS: Statement = {
  name: "insert_reservations",
  text: `
    insert into reservation (tenant_id, ${names(ADDED)})
    select $1, ${givenValues(ADDED)} from ${unnest(ADDED, 2)}`,
};

const KEY: readonly Column<ReservationChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
  { name: "version_before", type: "bigint", of: ({ before }) => before?.version ?? 0 },
];

const CHANGED: readonly Column<ReservationChange>[] = [
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  { name: "ttl_ms", type: "bigint", of: ({ after }) => after.ttlMs },
  units("held", ({ after }) => total(after, "held")),
  units("committed", ({ after }) => total(after, "committed")),
  units("fulfilled", ({ after }) => total(after, "fulfilled")),
  instant("expires_at", ({ after }) => after.expiresAt),
  instant("released_at", ({ after }) => after.releasedAt),
  instant("expired_at", ({ after }) => after.expiredAt),
];

const UPDATE_RESERVATIONS: Statement = {
  name: "update_reservations",
  text: guarded(`
    update reservation r
       set ${assignments(CHANGED)}
      from ${unnest([...KEY, ...CHANGED], 3)}
     where r.tenant_id = $2 and r.id = given.id and r.version = given.version_before`),
};

export async function insertReservations(
  client: PoolClient,
  tenantId: string,
  reservations: readonly Reservation[],
): Promise<void> {
  if (reservations.length === 0) return;
  await send(client, INSERT_RESERVATIONS, [tenantId, ...arrays(ADDED, reservations)]);
}

export async function updateReservations(
  client: PoolClient,
  tenantId: string,
  changes: readonly ReservationChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const changed = arrays([...KEY, ...CHANGED], changes);
  await send(client, UPDATE_RESERVATIONS, [changes.length, tenantId, ...changed]);
}

function storedLines(lines: readonly ReservationLine[]): string {
  return JSON.stringify(
    lines.map((line): StoredLine => ({
      item: line.itemId,
      sku: line.sku,
      quantity: String(line.quantity),
      ...(line.shortQuantity > 0n && { short: String(line.shortQuantity) }),
      ...(line.location !== null && { location: line.location }),
      ...(line.lot !== null && { lot: line.lot }),
      ...(line.minShelfLifeMs > 0 && { shelfLifeMs: line.minShelfLifeMs }),
      ...(line.components.length > 0 && { components: line.components.map(storedComponent) }),
    })),
  );
}

function storedComponent({ itemId, sku, perBundle }: Component): StoredComponent {
  return { item: itemId, sku, units: String(perBundle) };
}
