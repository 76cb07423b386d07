import type { PoolClient } from "pg";

import type { Bundle } from "../../../core/bundle/bundle.ts";
import type { Command } from "../../../core/command.ts";
import type { Facts } from "../../../core/facts.ts";
import type { Instant } from "../../../core/instant.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Item, Location, Lot, StockRow } from "../../../core/stock.ts";
import type { Transfer } from "../../../core/transfer/transfer.ts";
import type { WmsOrder } from "../../../core/wms/order.ts";
import type { WmsRow } from "../../../core/wms/row.ts";
import { settled } from "../../sql/statement.ts";
import { findBundles } from "./parts.ts";
import { findLocations } from "./catalog.ts";
import { readCounts, type ReadCounts } from "./countFacts.ts";
import { Doubts } from "./doubt.ts";
import type { StampedEntry } from "./entries.ts";
import { findHolders, findHoldsOnStock, type HoldsOnStock } from "./holds.ts";
import { movedBy } from "./movedBy.ts";
import { servedBy } from "./reservations.ts";
import { scopesOfOrders, scopesOfPlaces } from "./scopes.ts";
import { readServed, type Served } from "./served.ts";
import { findItemsAndStock, findStock } from "./stock.ts";
import { findNextArrivals, findTransfers } from "./transfers.ts";
import { readWms } from "./wmsFacts.ts";

interface Found {
  readonly items?: readonly Item[];
  readonly locations?: readonly Location[];
  readonly lots?: readonly Lot[];
  readonly stock?: readonly StockRow[];
}

/** Reads on from what was found, until nothing is named that is not known. */
export class FactsReader {
  readonly #client: PoolClient;
  readonly #tenantId: string;
  readonly #now: Instant;
  readonly #items = new Map<string, Item>();
  readonly #locations = new Map<string, Location>();
  readonly #lots = new Map<string, Lot>();
  readonly #stock = new Map<string, StockRow>();
  readonly #reservations = new Map<string, Reservation>();
  readonly #transfers = new Map<string, Transfer>();
  /** By SKU. */
  #bundles: ReadonlyMap<string, Bundle> = new Map();
  #wmsRows: readonly WmsRow[] = [];
  #wmsOrders: readonly WmsOrder[] = [];
  #counts: ReadCounts | undefined;
  #nextArrival: ReadonlyMap<string, Instant> = new Map();

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

  /** What the bundles are made of that orders name, and the stock of that. Others do not pay for it. */
  async readBundles(commands: readonly Command[]): Promise<void> {
    this.#bundles = await findBundles(this.#client, this.#tenantId, [...this.#items.values()]);
    if (this.#bundles.size === 0) return;
    const scopes = scopesOfOrders(commands, this.#bundles);
    this.add(await findItemsAndStock(this.#client, this.#tenantId, scopes));
  }

  /** The reservations that repeated requests are answered with. */
  async readReplayed(entries: readonly StampedEntry[]): Promise<void> {
    await this.#readReservations(entries.flatMap((entry) => entry.reservationId ?? []));
  }

  /** Transfers, those that repeats are answered with included, and the stock that the commands move with them. */
  async readTransfers(
    commands: readonly Command[],
    named: readonly string[],
    entries: readonly StampedEntry[],
  ): Promise<void> {
    const made = entries.filter(({ kind }) => kind === "create_transfer").map(({ id }) => id);
    const ids = [...new Set([...named, ...made])];
    if (ids.length === 0) return;
    for (const transfer of await findTransfers(this.#client, this.#tenantId, ids)) {
      this.#transfers.set(transfer.id, transfer);
    }
    const moved = movedBy(commands, this.#transfers);
    const [locations, found, stock] = await settled([
      findLocations(this.#client, this.#tenantId, moved.locations),
      findItemsAndStock(this.#client, this.#tenantId, moved.scopes),
      findStock(this.#client, this.#tenantId, moved.stock),
    ]);
    this.add({ ...found, locations });
    this.add({ stock });
  }

  /** Counts, those that repeats are answered with included, and the stock that the commands look at with them. */
  async readCounts(
    commands: readonly Command[],
    named: readonly string[],
    entries: readonly StampedEntry[],
  ): Promise<void> {
    const made = entries.filter(({ kind }) => kind === "open_count").map(({ id }) => id);
    const ids = [...new Set([...named, ...made])];
    const isOpened = commands.some(({ kind }) => kind === "openCount");
    if (ids.length === 0 && !isOpened) return;
    this.#counts = await readCounts(this.#client, this.#tenantId, commands, ids);
    this.add(this.#counts);
  }

  /** What warehouse systems have told of the stock that the commands name, and what they were ordered to deliver of it. */
  async readWms(commands: readonly Command[]): Promise<void> {
    const reservations = [...this.#reservations.values()];
    [this.#wmsRows, this.#wmsOrders] = await readWms(
      this.#client,
      this.#tenantId,
      commands,
      [...this.#stock.values()],
      reservations,
    );
  }

  /** What a batch of these commands must know beyond what is read so far. */
  doubts(commands: readonly Command[]): Doubts {
    const doubts = new Doubts(commands, this.#stock, this.#bundles);
    for (const command of commands) {
      if (command.kind !== "shipTransfer") continue;
      const transfer = this.#transfers.get(command.transferId);
      if (transfer !== undefined) doubts.noteShipped(transfer);
    }
    doubts.noteCounted(this.#counts?.closing ?? []);
    return doubts;
  }

  /**
   * The stock that holds may be re-homed to, or taken from again: every place of each line that the commands name. And
   * what there is where units come back to, if that is not where they were.
   */
  async readPlacesOf(commands: readonly Command[], doubts: Doubts): Promise<void> {
    const scopes = scopesOfPlaces(commands, this.#reservations, doubts);
    this.add(await findItemsAndStock(this.#client, this.#tenantId, scopes));
  }

  /** Overdue holds on the rows, with the reservations that hold them and the other rows that these touch. */
  async readHolds(doubts: Doubts, rowMax: number): Promise<HoldsOnStock> {
    const ids = doubts.rows();
    const holds = await findHoldsOnStock(this.#client, this.#tenantId, ids, this.#now, rowMax);
    const short = doubts.shortRows();
    const holders = await findHolders(this.#client, this.#tenantId, short, this.#now);
    await this.#readReservations([...holds.overdue, ...holders]);
    const awaiting = ids.filter((id) => (this.#stock.get(id)?.balances.inTransit ?? 0n) > 0n);
    this.#nextArrival = await findNextArrivals(this.#client, this.#tenantId, awaiting, this.#now);
    return holds;
  }

  facts(entries: readonly StampedEntry[], holds: HoldsOnStock): Facts {
    return {
      now: this.#now,
      items: [...this.#items.values()],
      locations: [...this.#locations.values()],
      lots: [...this.#lots.values()],
      bundles: [...this.#bundles.values()],
      stock: [...this.#stock.values()],
      reservations: [...this.#reservations.values()],
      entries,
      moreOverdue: holds.more,
      nextExpiry: holds.nextExpiry,
      nextArrival: this.#nextArrival,
      wmsRows: this.#wmsRows,
      wmsOrders: this.#wmsOrders,
      transfers: [...this.#transfers.values()],
      counts: this.#counts ?? { counts: [], lines: [] },
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
