import type { PoolClient } from "pg";

import type { Facts } from "../../../core/books.ts";
import { type Bundle, Parts } from "../../../core/bundle/bundle.ts";
import type { Command } from "../../../core/command.ts";
import type { Instant } from "../../../core/instant.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Item, Location, Lot, StockRow } from "../../../core/stock.ts";
import type { WmsOrder } from "../../../core/wms/order.ts";
import type { WmsRow } from "../../../core/wms/row.ts";
import { settled } from "../../sql/statement.ts";
import { Doubts } from "./doubt.ts";
import type { StampedEntry } from "./entries.ts";
import { findParts } from "./parts.ts";
import { findHolders, findHoldsOnStock, type HoldsOnStock } from "./holds.ts";
import { findReservations, type FoundReservation, servedBy } from "./reservations.ts";
import { eachOnce, scopesOf } from "./scopes.ts";
import { findItemsAndStock, findStockOfReservations, type Scope } from "./stock.ts";
import { findWmsOrders, findWmsRows } from "./wms.ts";

/** Commands that go by what a warehouse system has told of the stock they name. */
const TELLS_OF_WMS = new Set<Command["kind"]>([
  "changeCondition",
  "wmsPage",
  "wmsConfirm",
  "wmsEvent",
  "wmsOrder",
  "wmsResolve",
]);

/** Reservations, and the stock that serves them. */
export interface Served {
  readonly reservations: readonly FoundReservation[];
  readonly stock: readonly StockRow[];
}

/** Reservations with the stock that serves them. */
export async function readServed(
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
export class FactsReader {
  readonly #client: PoolClient;
  readonly #tenantId: string;
  readonly #now: Instant;
  readonly #items = new Map<string, Item>();
  readonly #locations = new Map<string, Location>();
  readonly #lots = new Map<string, Lot>();
  readonly #stock = new Map<string, StockRow>();
  readonly #reservations = new Map<string, Reservation>();
  #bundles: readonly Bundle[] = [];
  #wmsRows: readonly WmsRow[] = [];
  #wmsOrders: readonly WmsOrder[] = [];

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
    const items = [...this.#items.values()].filter(({ isBundle }) => isBundle);
    if (items.length === 0) return;
    const ids = items.map(({ id }) => id);
    this.#bundles = new Parts(await findParts(this.#client, this.#tenantId, ids)).bundles;
    const bundles = this.#bundlesBySku();
    const scopes = commands.flatMap((command) => {
      if (command.kind !== "reserve" && command.kind !== "sell") return [];
      return command.lines.flatMap(({ sku, location }) => scopesOf(bundles.get(sku), location));
    });
    this.add(await findItemsAndStock(this.#client, this.#tenantId, eachOnce(scopes)));
  }

  /** The reservations that repeated requests are answered with. */
  async readReplayed(entries: readonly StampedEntry[]): Promise<void> {
    await this.#readReservations(entries.flatMap((entry) => entry.reservationId ?? []));
  }

  /** What warehouse systems have told of the stock that the commands name, and what they were ordered to deliver of it. */
  async readWms(commands: readonly Command[]): Promise<void> {
    const managed = [...this.#stock.values()].filter(
      ({ location }) => location.wmsAccountId !== null,
    );
    if (managed.length === 0) return;
    const stockIds = commands.some(({ kind }) => TELLS_OF_WMS.has(kind)) ? managed : [];
    const isOrdered = new Set(managed.map(({ id }) => id));
    const reservations = [...this.#reservations.values()].filter(({ allocations }) =>
      allocations.some(({ stockId }) => isOrdered.has(stockId)),
    );
    [this.#wmsRows, this.#wmsOrders] = await settled([
      findWmsRows(
        this.#client,
        this.#tenantId,
        stockIds.map(({ id }) => id),
      ),
      findWmsOrders(
        this.#client,
        this.#tenantId,
        reservations.map(({ id }) => id),
      ),
    ]);
  }

  /** What a batch of these commands must know beyond what is read so far. */
  doubts(commands: readonly Command[]): Doubts {
    return new Doubts(commands, this.#stock, this.#bundlesBySku());
  }

  /** The stock that commits may be re-homed to, or hold again: every place of each line that they name. */
  async readPlacesOf(commands: readonly Command[], doubts: Doubts): Promise<void> {
    const scopes: Scope[] = [];
    for (const command of commands) {
      if (command.kind !== "commit") continue;
      const reservation = this.#reservations.get(command.reservationId);
      if (reservation === undefined || !doubts.mayMove(command, reservation)) continue;
      for (const line of reservation.lines) {
        const { sku, location } = line;
        scopes.push({ sku, location }, ...scopesOf(line, location));
      }
    }
    this.add(await findItemsAndStock(this.#client, this.#tenantId, eachOnce(scopes)));
  }

  /** Overdue holds on the rows, with the reservations that hold them and the other rows that these touch. */
  async readHolds(doubts: Doubts, rowMax: number): Promise<HoldsOnStock> {
    const ids = doubts.rows();
    const holds = await findHoldsOnStock(this.#client, this.#tenantId, ids, this.#now, rowMax);
    const short = doubts.shortRows();
    const holders = await findHolders(this.#client, this.#tenantId, short, this.#now);
    await this.#readReservations([...holds.overdue, ...holders]);
    return holds;
  }

  facts(entries: readonly StampedEntry[], holds: HoldsOnStock): Facts {
    return {
      now: this.#now,
      items: [...this.#items.values()],
      locations: [...this.#locations.values()],
      lots: [...this.#lots.values()],
      bundles: this.#bundles,
      stock: [...this.#stock.values()],
      reservations: [...this.#reservations.values()],
      entries,
      moreOverdue: holds.more,
      nextExpiry: holds.nextExpiry,
      wmsRows: this.#wmsRows,
      wmsOrders: this.#wmsOrders,
    };
  }

  async #readReservations(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#reservations.has(id));
    this.addServed(await readServed(this.#client, this.#tenantId, unknown));
  }

  #bundlesBySku(): Map<string, Bundle> {
    return new Map(
      this.#bundles.map((bundle) => [this.#items.get(bundle.itemId)?.sku ?? "", bundle]),
    );
  }

  #addRow(row: StockRow): void {
    this.#stock.set(row.id, row);
    this.#items.set(row.item.id, row.item);
    this.#locations.set(row.location.id, row.location);
    if (row.lot !== null) this.#lots.set(row.lot.id, row.lot);
  }
}
