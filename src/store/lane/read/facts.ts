import type { PoolClient } from "pg";

import type { Facts } from "../../../core/books.ts";
import type { Command } from "../../../core/command.ts";
import type { Instant } from "../../../core/instant.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Item, Location, Lot, StockRow } from "../../../core/stock.ts";
import { settled } from "../../sql/statement.ts";
import { findItems, findLocations, findLots } from "./catalog.ts";
import { unitsNeeded } from "./demand.ts";
import { findEntries, type StampedEntry } from "./entries.ts";
import { type Head, readClock } from "./head.ts";
import { findHoldsOnStock, type HoldsOnStock } from "./holds.ts";
import { findReservations } from "./reservations.ts";
import { findStockById, findStockInScopes, type Scope } from "./stock.ts";
import { wantedBy } from "./wanted.ts";

/** A batch takes back at most this many overdue holds per stock row; a command that needs more goes on in the next. */
export const OVERDUE_PER_ROW_MAX = 500;

/** A dry run cannot go on in the next batch, so it looks further at once. */
const OVERDUE_PER_ROW_DRY_MAX = 20_000;

/** The facts of a batch, and the journal's word on the requests it knows. */
export interface BatchFacts {
  readonly facts: Facts;
  readonly entries: readonly StampedEntry[];
  readonly head: Head;
}

/**
 * Reads everything that the commands name. The head must be held, or waited for by a statement sent before:
 * what is read here is read as of after that.
 *
 * @param isFurther some of the commands were attempted before: what was read then did not do
 */
export async function readFacts(
  client: PoolClient,
  tenantId: string,
  commands: readonly Command[],
  head: Promise<Head>,
  isFurther: boolean,
): Promise<BatchFacts> {
  const wanted = wantedBy(commands);
  const [held, clock, entries, items, locations, lots, stock, reservations] = await settled([
    head,
    readClock(client),
    findEntries(client, tenantId, wanted.keys),
    findItems(client, tenantId, wanted.skus),
    findLocations(client, tenantId, wanted.locations),
    findLots(client, tenantId, wanted.lots),
    findStockInScopes(client, tenantId, wanted.scopes),
    findReservations(client, tenantId, wanted.reservations),
  ]);
  const reader = new FactsReader(client, tenantId, Math.max(clock, held.recordedAt));
  reader.add({ items, locations, lots, stock, reservations });
  await reader.readReplayed(entries);
  await reader.readPlacesOf(commands);
  const holds = await reader.readHolds(commands, isFurther);
  return { facts: reader.facts(entries, holds), entries, head: held };
}

interface Found {
  readonly items?: readonly Item[];
  readonly locations?: readonly Location[];
  readonly lots?: readonly Lot[];
  readonly stock?: readonly StockRow[];
  readonly reservations?: readonly Reservation[];
}

/** Reads on from what was found, until nothing is named that is not known. */
class FactsReader {
  readonly #client: PoolClient;
  readonly #tenantId: string;
  readonly #now: Instant;
  readonly #items = new Map<string, Item>();
  readonly #locations = new Map<string, Location>();
  readonly #lots = new Map<string, Lot>();
  readonly #stock = new Map<string, StockRow>();
  readonly #reservations = new Map<string, Reservation>();
  /** Rows that commands may be served from. */
  readonly #inScope = new Set<string>();

  constructor(client: PoolClient, tenantId: string, now: Instant) {
    this.#client = client;
    this.#tenantId = tenantId;
    this.#now = now;
  }

  add(found: Found): void {
    for (const item of found.items ?? []) this.#items.set(item.id, item);
    for (const location of found.locations ?? []) this.#locations.set(location.id, location);
    for (const lot of found.lots ?? []) this.#lots.set(lot.id, lot);
    for (const row of found.stock ?? []) this.#addRow(row);
    for (const reservation of found.reservations ?? []) {
      this.#reservations.set(reservation.id, reservation);
    }
  }

  /** The reservations that repeated requests are answered with. */
  async readReplayed(entries: readonly StampedEntry[]): Promise<void> {
    await this.#readReservations(entries.flatMap((entry) => entry.reservationId ?? []));
  }

  /** The stock that commits may be re-homed to, or hold again: every place of each line that they name. */
  async readPlacesOf(commands: readonly Command[]): Promise<void> {
    const scopes = new Map<string, Scope>();
    for (const command of commands) {
      if (command.kind !== "commit") continue;
      for (const line of this.#reservations.get(command.reservationId)?.lines ?? []) {
        const { sku, location } = line;
        scopes.set(`${sku}\n${location ?? ""}`, { sku, location });
      }
    }
    const found = await findStockInScopes(this.#client, this.#tenantId, [...scopes.values()]);
    this.add({ stock: found });
    for (const id of this.#stock.keys()) this.#inScope.add(id);
    await this.#readRowsOfAllocations();
  }

  /**
   * Overdue holds on the rows that commands may be served from, with the reservations that hold them and the other
   * rows that these touch. What else is overdue where a hold is given back, nobody asks.
   */
  async readHolds(commands: readonly Command[], isFurther: boolean): Promise<HoldsOnStock> {
    const ids = [...this.#inScope];
    const rowMax = this.#holdsWorthReading(commands, isFurther);
    const holds = await findHoldsOnStock(this.#client, this.#tenantId, ids, this.#now, rowMax);
    await this.#readReservations([...holds.overdue]);
    await this.#readRowsOfAllocations();
    return holds;
  }

  facts(entries: readonly StampedEntry[], holds: HoldsOnStock): Facts {
    return {
      now: this.#now,
      items: [...this.#items.values()],
      locations: [...this.#locations.values()],
      lots: [...this.#lots.values()],
      stock: [...this.#stock.values()],
      reservations: [...this.#reservations.values()],
      entries,
      moreOverdue: holds.more,
      nextExpiry: holds.nextExpiry,
    };
  }

  /** Overdue holds that are read per row: no more than the commands may have to take back. */
  #holdsWorthReading(commands: readonly Command[], isFurther: boolean): number {
    const isDry = commands.some((command) => command.kind !== "expire" && command.validateOnly);
    if (isDry) return OVERDUE_PER_ROW_DRY_MAX;
    if (isFurther) return OVERDUE_PER_ROW_MAX;
    const needed = unitsNeeded(commands, this.#reservations, this.#stock.values());
    return needed < OVERDUE_PER_ROW_MAX ? Number(needed) : OVERDUE_PER_ROW_MAX;
  }

  async #readReservations(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#reservations.has(id));
    const found = await findReservations(this.#client, this.#tenantId, unknown);
    this.add({ reservations: found });
  }

  async #readRowsOfAllocations(): Promise<void> {
    const unknown = new Set<string>();
    for (const reservation of this.#reservations.values()) {
      for (const { stockId } of reservation.allocations) {
        if (!this.#stock.has(stockId)) unknown.add(stockId);
      }
    }
    const found = await findStockById(this.#client, this.#tenantId, [...unknown]);
    this.add({ stock: found });
  }

  #addRow(row: StockRow): void {
    this.#stock.set(row.id, row);
    this.#items.set(row.item.id, row.item);
    this.#locations.set(row.location.id, row.location);
    if (row.lot !== null) this.#lots.set(row.lot.id, row.lot);
  }
}
