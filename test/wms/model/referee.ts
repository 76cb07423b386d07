import { claimOf } from "../../../src/core/wms/order.ts";
import { isOverdue } from "../../../src/core/reservation.ts";
import type { LossTruth, World } from "../../../src/wmsSim/world/world.ts";
import { type House } from "./house.ts";

/** A broken promise of ours. */
export class Foul extends Error {
  override readonly name = "Foul";
}

/**
 * Knows every physical unit and every promise. What our books would still promise and what they have promised may never
 * exceed what is really there, but for what people lost and nobody could have told us yet: an upper bound, no tolerance.
 */
export class Referee {
  readonly #world: World;
  readonly #house: House;
  readonly #skus: readonly string[];
  readonly #told = new Set<string>();

  constructor(world: World, house: House, skus: readonly string[]) {
    this.#world = world;
    this.#house = house;
    this.#skus = skus;
  }

  /** A page with this loss in it, or every event of it, has been written into our books. */
  tell(loss: string): void {
    this.#told.add(loss);
  }

  /** @throws Foul when more could be sold than is there */
  look(): void {
    const truth = this.#world.truth();
    const open = this.#openUnits();
    for (const sku of this.#skus) {
      const available = Number(this.#house.available(sku));
      if (available === 0) continue;
      let free = 0;
      for (const cell of truth.cells) if (cell.sku === sku) free += cell.free;
      let untold = 0;
      for (const loss of truth.losses) {
        if (loss.cell.sku === sku && !this.isTold(loss)) untold += loss.quantity;
      }
      const promised = this.#held(sku) + (open.get(sku) ?? 0);
      if (available + promised <= free + untold) continue;
      throw new Foul(
        `${sku}: ${available} available and ${promised} promised, but ${free} are there and ${untold} lost untold`,
      );
    }
  }

  isTold(loss: LossTruth): boolean {
    if (this.#told.has(nameOf(loss))) return true;
    if (loss.posted === null && loss.postedAt === null) return false;
    return loss.eventIds.length > 0 && loss.eventIds.every((id) => this.#told.has(id));
  }

  #held(sku: string): number {
    let units = 0n;
    const { reservations, now } = this.#house.ledger;
    for (const reservation of reservations.values()) {
      if (isOverdue(reservation, now)) continue;
      for (const allocation of reservation.allocations) {
        if (allocation.sku === sku) units += allocation.held;
      }
    }
    return Number(units);
  }

  /** What orders will still take off the shelf: as the warehouse system has it once it knows them, as we have it before. */
  #openUnits(): Map<string, number> {
    const known = new Map(this.#world.truth().orders.map((order) => [order.reference, order]));
    const open = new Map<string, number>();
    for (const order of this.#house.ledger.wmsOrders.values()) {
      const there = known.get(order.reference);
      for (const line of order.lines) {
        const units =
          there?.lines.find(({ line: number }) => number === line.number)?.open ??
          Number(claimOf(line));
        open.set(line.sku, (open.get(line.sku) ?? 0) + units);
      }
    }
    return open;
  }
}

/** A name for a loss, by what never changes of it. */
export function nameOf({ cell, at, quantity }: LossTruth): string {
  return `${cell.sku}/${cell.lot}/${at}/${quantity}`;
}
