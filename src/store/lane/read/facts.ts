import type { PoolClient } from "pg";

import type { Facts } from "../../../core/books.ts";
import type { Command } from "../../../core/command.ts";
import type { Instant } from "../../../core/instant.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Item, Location, Lot, StockRow } from "../../../core/stock.ts";
import { settled } from "../../sql/statement.ts";
import { findLocations, findLots } from "./catalog.ts";
import { Doubts } from "./doubt.ts";
import { findEntries, type StampedEntry } from "./entries.ts";
import { type Head, readClock } from "./head.ts";
import { findHoldsOnStock, type HoldsOnStock } from "./holds.ts";
import { findReservations, type FoundReservation, servedBy } from "./reservations.ts";
import { findItemsAndStock, findStockOfReservations, type Scope } from "./stock.ts";
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
  const [held, clock, entries, locations, lots, found, reservations] = await settled([
    head,
    readClock(client),
    findEntries(client, tenantId, wanted.keys),
    findLocations(client, tenantId, wanted.locations),
    findLots(client, tenantId, wanted.lots),
    findItemsAndStock(client, tenantId, wanted.scopes),
    readServed(client, tenantId, wanted.reservations),
  ]);
  const reader = new FactsReader(client, tenantId, Math.max(clock, held.recordedAt));
  reader.add({ ...found, locations, lots });
  reader.addServed(reservations);
  await reader.readReplayed(entries);
  const doubts = reader.doubts(commands);
  await reader.readPlacesOf(commands, doubts);
  const holds = await reader.readHolds(doubts, holdsPerRow(commands, doubts, isFurther));
  return { facts: reader.facts(entries, holds), entries, head: held };
}

/** How many overdue holds are read per row: no more than the commands may have to take back, or to tell of. */
function holdsPerRow(commands: readonly Command[], doubts: Doubts, isFurther: boolean): number {
  const isDry = commands.some((command) => command.kind !== "expire" && command.validateOnly);
  if (isDry) return OVERDUE_PER_ROW_DRY_MAX;
  const areTold = commands.some(({ kind }) => kind === "receive" || kind === "adjust");
  if (isFurther || areTold) return OVERDUE_PER_ROW_MAX;
  const needed = doubts.unitsNeeded();
  return needed < OVERDUE_PER_ROW_MAX ? Number(needed) : OVERDUE_PER_ROW_MAX;
}

/** Reservations, and the stock that serves them. */
interface Served {
  readonly reservations: readonly FoundReservation[];
  readonly stock: readonly StockRow[];
}

async function readServed(
  client: PoolClient,
  tenantId: string,
  ids: readonly string[],
): Promise<Served> {
  const [reservations, stock] = await settled([
    findReservations(client, tenantId, ids),
    findStockOfReservations(client, tenantId, ids),
  ]);
  return { reservations, stock };
}

interface Found {
  readonly items?: readonly Item[];
  readonly locations?: readonly Location[];
  readonly lots?: readonly Lot[];
  readonly stock?: readonly StockRow[];
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
  }

  addServed({ reservations, stock }: Served): void {
    this.add({ stock });
    for (const found of reservations) {
      this.#reservations.set(found.row.id, servedBy(found, this.#stock));
    }
  }

  /** The reservations that repeated requests are answered with. */
  async readReplayed(entries: readonly StampedEntry[]): Promise<void> {
    await this.#readReservations(entries.flatMap((entry) => entry.reservationId ?? []));
  }

  /** What a batch of these commands must know beyond what is read so far. */
  doubts(commands: readonly Command[]): Doubts {
    return new Doubts(commands, this.#stock);
  }

  /** The stock that commits may be re-homed to, or hold again: every place of each line that they name. */
  async readPlacesOf(commands: readonly Command[], doubts: Doubts): Promise<void> {
    const scopes = new Map<string, Scope>();
    for (const command of commands) {
      if (command.kind !== "commit") continue;
      const reservation = this.#reservations.get(command.reservationId);
      if (reservation === undefined || !doubts.mayMove(command, reservation)) continue;
      for (const { sku, location } of reservation.lines) {
        scopes.set(`${sku}\n${location ?? ""}`, { sku, location });
      }
    }
    this.add(await findItemsAndStock(this.#client, this.#tenantId, [...scopes.values()]));
  }

  /** Overdue holds on the rows, with the reservations that hold them and the other rows that these touch. */
  async readHolds(doubts: Doubts, rowMax: number): Promise<HoldsOnStock> {
    const ids = doubts.rows();
    const holds = await findHoldsOnStock(this.#client, this.#tenantId, ids, this.#now, rowMax);
    await this.#readReservations([...holds.overdue]);
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

  async #readReservations(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#reservations.has(id));
    this.addServed(await readServed(this.#client, this.#tenantId, unknown));
  }

  #addRow(row: StockRow): void {
    this.#stock.set(row.id, row);
    this.#items.set(row.item.id, row.item);
    this.#locations.set(row.location.id, row.location);
    if (row.lot !== null) this.#lots.set(row.lot.id, row.lot);
  }
}
