import { BALANCE_MAX, claims, greatest, shortfall } from "../../../core/balances.ts";
import type { Bundle, Component } from "../../../core/bundle/bundle.ts";
import type { Command, Commit } from "../../../core/command.ts";
import type { Reservation } from "../../../core/reservation.ts";
import { type CountLine, varianceOf } from "../../../core/count/count.ts";
import { safetyStockOf, type StockRow, type Uuid } from "../../../core/stock.ts";
import type { Transfer } from "../../../core/transfer/transfer.ts";
import type { WmsCommand, WmsPageLine } from "../../../core/wms/command.ts";
import { type Stating, unitsAtRisk } from "./atRisk.ts";
import { isPlain } from "./plain.ts";
import type { Quiet } from "./quiet.ts";

type Stock = ReadonlyMap<Uuid, StockRow>;

/**
 * Tells what a batch cannot go without: overdue holds matter only where stock may fall short, and other places only where
 * a commit may have to move. Nearly every batch is spared both, and with them a round trip and two look-ups per row.
 */
export class Doubts {
  readonly #stock: Stock;
  readonly #bundles: ReadonlyMap<string, Bundle>;
  readonly #demand = new Map<string, bigint>();
  /** SKUs whose rows are told, or may come to owe more than there is. */
  readonly #touched = new Set<string>();
  /** Rows that a warehouse system may leave short. */
  readonly #short = new Set<Uuid>();
  #bySku: ReadonlyMap<string, readonly StockRow[]> | undefined;

  /** @param bundles what the commands name and is made of others, by SKU */
  constructor(commands: readonly Command[], stock: Stock, bundles: ReadonlyMap<string, Bundle>) {
    this.#stock = stock;
    this.#bundles = bundles;
    for (const command of commands) this.#note(command);
  }

  /** May this commit be served by other stock than it holds? Its lines are then in doubt too. */
  mayMove(commit: Commit, reservation: Reservation): boolean {
    const isSure = commit.onExpired === "fail" && this.#sellsInPlace(reservation);
    if (!isSure) this.moves(reservation);
    return !isSure;
  }

  /** What a reservation has may have to move: its lines are in doubt. */
  moves({ lines }: Reservation): void {
    for (const { sku, quantity, components } of lines) {
      this.#want(sku, quantity, components);
      this.#touched.add(sku);
      for (const component of components) this.#touched.add(component.sku);
    }
  }

  /** Units that are to leave their stock rows by a transfer: only what nobody holds may. */
  noteShipped({ lines }: Transfer): void {
    for (const { sku, quantity } of lines) {
      this.#touched.add(sku);
      this.#want(sku, quantity);
    }
  }

  /** Lines by which a count may lower what is on hand. */
  noteCounted(lines: readonly CountLine[]): void {
    for (const line of lines) {
      this.#touched.add(line.sku);
      const falls = -(varianceOf(line) ?? -BALANCE_MAX);
      if (falls > 0n) this.#want(line.sku, falls);
    }
  }

  /** The rows whose overdue holds must be known. */
  rows(): Uuid[] {
    const rowsOfItem = new Map<Uuid, number>();
    for (const { item } of this.#stock.values()) {
      rowsOfItem.set(item.id, (rowsOfItem.get(item.id) ?? 0) + 1);
    }
    const inDoubt = [...this.#stock.values()].filter((row) =>
      this.#isInDoubt(row, rowsOfItem.get(row.item.id) === 1),
    );
    return inDoubt.map((row) => row.id);
  }

  /** The rows whose holders may have to make way for others. */
  shortRows(): Uuid[] {
    return [...this.#short];
  }

  /**
   * How many units the batch can need of one row at most, what covers its shortfall included. So many overdue holds are
   * worth reading on a row: each has a unit or more.
   */
  unitsNeeded(): bigint {
    const shortfalls = Array.from(this.#stock.values(), (row) => shortfall(row.balances));
    return greatest(this.#demand.values()) + greatest(shortfalls);
  }

  #isInDoubt(row: StockRow, isOnlyRow: boolean): boolean {
    const { sku } = row.item;
    if (this.#touched.has(sku)) return true;
    const wanted = this.#demand.get(sku);
    if (wanted === undefined) return false;
    const free = row.balances.onHand - claims(row.balances) - safetyStockOf(row);
    return !isOnlyRow || !isPlain(row) || free < wanted;
  }

  #sellsInPlace({ allocations }: Reservation): boolean {
    return allocations.every(({ stockId }) => {
      const row = this.#stock.get(stockId);
      return row !== undefined && isPlain(row) && !this.#touched.has(row.item.sku);
    });
  }

  /** @param components what is wanted instead, where it is a bundle */
  #want(sku: string, units: bigint, components?: readonly Component[]): void {
    for (const { sku: served, perBundle } of components ?? [])
      this.#want(served, units * perBundle);
    this.#demand.set(sku, (this.#demand.get(sku) ?? 0n) + units);
  }

  /** Holds matter where a page may leave less than is claimed. Most pages only say again what is known. */
  #noteShown(location: string, line: WmsPageLine): void {
    for (const row of this.#rowsOf(line.sku)) {
      const isNamed = row.location.code === location && (row.lot?.number ?? null) === line.lot;
      if (!isNamed || row.balances.held === 0n) continue;
      if (claims(row.balances) > line.orderable || row.balances.onHand < claims(row.balances)) {
        this.#touched.add(line.sku);
        this.#short.add(row.id);
      }
    }
  }

  /** Units that an event or an order takes from rows of an item: those that cannot spare them may fall short. */
  #noteTaken(sku: string, units: bigint): void {
    for (const row of this.#rowsOf(sku)) {
      const spare = row.balances.onHand - claims(row.balances);
      if (row.balances.held === 0n || spare >= units) continue;
      this.#touched.add(sku);
      this.#short.add(row.id);
    }
  }

  #noteHeld(stockIds: readonly Uuid[]): void {
    for (const id of stockIds) {
      const row = this.#stock.get(id);
      if (row !== undefined && row.balances.held > 0n) this.#touched.add(row.item.sku);
    }
  }

  #rowsOf(sku: string): readonly StockRow[] {
    this.#bySku ??= Map.groupBy(this.#stock.values(), ({ item }) => item.sku);
    return this.#bySku.get(sku) ?? [];
  }

  #noteStated(command: Stating): void {
    for (const { sku, units } of unitsAtRisk(command, (of) => this.#rowsOf(of))) {
      this.#touched.add(sku);
      if (units > 0n) this.#want(sku, units);
    }
  }

  #note(command: Command): void {
    switch (command.kind) {
      case "reserve":
      case "sell":
        for (const { sku, quantity } of command.lines)
          this.#want(sku, quantity, this.#bundles.get(sku)?.components);
        return;
      case "receive":
        for (const { sku } of command.lines) this.#touched.add(sku);
        return;
      case "adjust":
      case "setStock":
      case "importStock":
      case "changeCondition":
        this.#noteStated(command);
        return;
      default:
        this.#noteWms(command);
    }
  }

  #noteWms(command: WmsCommand | Quiet): void {
    switch (command.kind) {
      case "wmsPage":
        for (const line of command.lines) this.#noteShown(command.location, line);
        return;
      case "wmsEvent":
        this.#touched.add(command.sku);
        this.#noteTaken(command.sku, -command.orderableDelta);
        return;
      case "wmsOrder":
        for (const { sku } of command.places) this.#noteTaken(sku, BALANCE_MAX);
        return;
      case "wmsConfirm":
        this.#noteHeld(command.stockIds);
        return;
      default:
        command satisfies Quiet;
    }
  }
}
