import { randomUUID } from "node:crypto";

import { Reservation_State } from "@holdfast/client";

import { createTestTenant } from "../../support/tenants.ts";
import { ITEMS, LOCATIONS } from "../steps/world.ts";
import { insist } from "./caller.ts";
import { type Inventory, reservationFromWire } from "./wire.ts";
import type { World } from "./world.ts";
import type { ToldReservation } from "../books/told.ts";

/** One tenant's shop, with its catalog and nothing on hand. Every story has its own. */
export interface Shop {
  readonly tenantId: string;
  readonly code: string;
  /** A caller's way in. */
  door(caller: number, attempt: number): Inventory;
  /** Every reservation there is, as it is listed, page by page. */
  listAll(caller: number): Promise<readonly ToldReservation[]>;
}

let opened = 0;

export async function openShop(world: World): Promise<Shop> {
  opened += 1;
  const code = `shop-${opened}`;
  const { id: tenantId, adminKey } = await createTestTenant(world.url, code);
  const { catalog } = world.holdfast(adminKey, 0, 0);
  for (const { sku, lotTracked } of ITEMS) {
    await catalog.createItem({ requestId: randomUUID(), item: { sku, name: sku, lotTracked } });
  }
  for (const { sku, made = [] } of ITEMS) {
    if (made.length === 0) continue;
    const parts = made.map((part) => ({ sku: part.sku, quantity: BigInt(part.per) }));
    await catalog.setParts({ requestId: randomUUID(), sku, parts });
  }
  for (const { code: place, ships, priority, safetyStock } of LOCATIONS) {
    const fulfilment = ships === "at once" ? 1 : 2;
    const more = { sourcingPriority: priority, safetyStock: BigInt(safetyStock) };
    await catalog.createLocation({
      requestId: randomUUID(),
      location: { code: place, fulfilment, ...more },
    });
  }
  const door = (caller: number, attempt: number): Inventory => {
    const { inventory, stock } = world.holdfast(adminKey, caller, attempt);
    return { ...inventory, ...stock };
  };
  return { tenantId, code, door, listAll: (caller) => listAll(door, caller) };
}

async function listAll(
  door: (caller: number, attempt: number) => Inventory,
  caller: number,
): Promise<ToldReservation[]> {
  const all: ToldReservation[] = [];
  for (let pageToken = ""; ;) {
    const request = { pageSize: 200, pageToken, state: Reservation_State.UNSPECIFIED };
    const { outcome } = await insist(
      (attempt) => door(caller, attempt),
      (inventory, options) => inventory.listReservations(request, options),
    );
    if (!("told" in outcome)) throw new Error(`reservations are not listed: ${outcome.refused}`);
    all.push(...outcome.told.reservations.map(reservationFromWire));
    pageToken = outcome.told.nextPageToken;
    if (pageToken === "") return all;
  }
}
