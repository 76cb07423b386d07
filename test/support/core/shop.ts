import {
  add,
  type Availability,
  availabilityOf,
  bundleAvailability,
  NO_STOCK,
} from "../../../src/core/availability.ts";
import { type Balances, BUCKETS } from "../../../src/core/balances.ts";
import type { Command } from "../../../src/core/command.ts";
import type { Instant } from "../../../src/core/instant.ts";
import {
  type Allocation,
  type Reservation,
  type ReservationState,
  seenAt,
  stateAt,
} from "../../../src/core/reservation.ts";
import type { Item, Location, Lot, StockRow, Uuid } from "../../../src/core/stock.ts";
import {
  type AdjustOptions,
  type CloseOptions,
  type CommitOptions,
  type ConditionOptions,
  type CountOptions,
  Forms,
  type FulfilOptions,
  type OrderOptions,
  type ReceiptOptions,
  type RecallOptions,
  type ReceiveOptions,
  type ReleaseOptions,
  type ReserveOptions,
  type ReturnOptions,
  type TransferOptions,
} from "./forms.ts";
import { inTransitOf, type Transfer } from "../../../src/core/transfer/transfer.ts";
import type { CountPlace } from "../../../src/core/count/count.ts";
import { type Count, varianceOf } from "../../../src/core/count/count.ts";
import { Ledger, type Told } from "./ledger.ts";
import { parse, placeOf } from "./said.ts";

type Lines = string | readonly string[];

/**
 * A shop whose books are kept by the core alone. Items, locations and lots that a receipt names for the first
 * time are opened with it; say more about them before or after where it matters.
 *
 * `received`, `holds`, `sold`, `committed` are what a test is given: they throw when they are refused.
 */
export class Shop {
  readonly ledger = new Ledger();
  readonly form = new Forms();

  get now(): Instant {
    return this.ledger.now;
  }

  wait(ms: number): void {
    this.ledger.now += ms;
  }

  item(sku: string, like: Partial<Item> = {}): void {
    const id = `item-${sku}`;
    const plain = { id, sku, lotTracked: false, archived: false, isBundle: false };
    this.ledger.items.set(id, { ...(this.ledger.items.get(id) ?? plain), ...like });
  }

  /** Says what an item is made of, as in `KIT`, `2 SOCK`, `1 BOX`. The parts must be items; none: it is no bundle. */
  bundle(sku: string, ...parts: readonly string[]): void {
    this.item(sku, { isBundle: parts.length > 0 });
    const made = parts.map(parse).map(({ sku: part, quantity }) => {
      return { bundle: this.#item(sku), item: this.#item(part), quantity };
    });
    this.ledger.parts.set(`item-${sku}`, made);
  }

  location(code: string, like: Partial<Location> = {}): void {
    const id = `location-${code}`;
    const known = this.ledger.locations.get(id) ?? {
      id,
      code,
      fulfilment: "immediate",
      sourcingPriority: 0,
      safetyStock: 0n,
      timeZone: "UTC",
      archived: false,
      wmsAccountId: null,
      wmsSeenAt: null,
      wmsBufferPercent: 0,
    };
    this.ledger.locations.set(id, { ...known, ...like });
  }

  /** Changes what is known of a lot, as a recall or a correction would. */
  lot(said: string, like: Partial<Lot>): void {
    const { sku, lot: number } = parse(said);
    for (const lot of this.ledger.lots.values()) {
      if (lot.itemId !== `item-${sku}` || lot.number !== number) continue;
      this.ledger.lots.set(lot.id, { ...lot, ...like });
      return;
    }
    throw new Error(`there is no lot ${said}`);
  }

  /** Finds units damaged: still on hand, not for sale. */
  damaged(said: string): void {
    must(this.changeCondition(`${said}: available to damaged`, { isPhysicalTruth: true }));
  }

  received(lines: Lines, options: ReceiveOptions = {}): void {
    for (const { sku, location, lot } of [lines].flat().map(parse)) {
      if (!this.ledger.items.has(`item-${sku}`)) this.item(sku, { lotTracked: lot !== null });
      if (!this.ledger.locations.has(`location-${location}`)) this.location(location ?? "MAIN");
    }
    must(this.receive(lines, options));
  }

  /** @returns the id of the reservation */
  holds(lines: Lines, options: ReserveOptions = {}): Uuid {
    return must(this.reserve(lines, options)).id;
  }

  /** @returns the id of the reservation */
  sold(lines: Lines, options: OrderOptions = {}): Uuid {
    return must(this.sell(lines, options)).id;
  }

  committed(id: Uuid, options: CommitOptions = {}): void {
    must(this.commit(id, options));
  }

  /** Sweeps: takes back every hold whose time is up. */
  sweep(): void {
    const { reservations } = this.ledger;
    for (const id of reservations.keys()) this.ask(this.form.expire(id));
  }

  ask(command: Command): Told {
    const [told] = this.batch(command);
    if (told === undefined) throw new Error("nobody answered");
    return told;
  }

  /** Several commands that meet in one batch. */
  batch(...commands: readonly Command[]): Told[] {
    return this.ledger.run(commands);
  }

  reserve(lines: Lines, options: ReserveOptions = {}): Told {
    return this.ask(this.form.reserve(lines, options));
  }

  sell(lines: Lines, options: OrderOptions = {}): Told {
    return this.ask(this.form.sell(lines, options));
  }

  commit(id: Uuid, options: CommitOptions = {}): Told {
    return this.ask(this.form.commit(id, options));
  }

  release(id: Uuid, options: ReleaseOptions = {}): Told {
    return this.ask(this.form.release(id, options));
  }

  extend(id: Uuid, ttlMs: number): Told {
    return this.ask(this.form.extend(id, ttlMs));
  }

  fulfil(id: Uuid, options: FulfilOptions = {}): Told {
    return this.ask(this.form.fulfil(id, options));
  }

  receive(lines: Lines, options: ReceiveOptions = {}): Told {
    return this.ask(this.form.receive(lines, options));
  }

  adjust(lines: Lines, options: AdjustOptions = {}): Told {
    return this.ask(this.form.adjust(lines, options));
  }

  setStock(lines: Lines, options: AdjustOptions = {}): Told {
    return this.ask(this.form.setStock(lines, options));
  }

  recall(said: string, options: RecallOptions = {}): Told {
    return this.ask(this.form.recall(said, options));
  }

  rehome(id: Uuid): Told {
    return this.ask(this.form.rehome(id));
  }

  changeCondition(lines: Lines, options: ConditionOptions = {}): Told {
    return this.ask(this.form.changeCondition(lines, options));
  }

  return(id: Uuid, lines: Lines, options: ReturnOptions = {}): Told {
    return this.ask(this.form.return(id, lines, options));
  }

  /** Plans a transfer, as in `5 SOCK @MAIN` to `WEST`. @returns its id */
  planned(lines: Lines, to: string, options: TransferOptions = {}): Uuid {
    const told = this.ask(this.form.createTransfer(lines, to, options));
    must(told);
    return told.transfer?.id ?? "";
  }

  /** Plans a transfer and ships all of it. @returns its id */
  shipped(lines: Lines, to: string, options: TransferOptions = {}): Uuid {
    const id = this.planned(lines, to, options);
    must(this.ship(id));
    return id;
  }

  ship(id: Uuid, lines: readonly string[] = [], options: TransferOptions = {}): Told {
    return this.ask(this.form.shipTransfer(id, lines, options));
  }

  arrive(id: Uuid, lines: Lines, options: ReceiptOptions = {}): Told {
    return this.ask(this.form.receiveTransfer(id, lines, options));
  }

  cancelTransfer(id: Uuid, options: TransferOptions = {}): Told {
    return this.ask(this.form.cancelTransfer(id, options));
  }

  transfer(id: Uuid): Transfer {
    const transfer = this.ledger.transfers.get(id);
    if (transfer === undefined) throw new Error(`no transfer ${id}`);
    return transfer;
  }

  /** What has become of each parcel, as in `1 #A: 5 shipped, 3 received, 2 on their way`. */
  parcels(id: Uuid): string[] {
    return this.transfer(id).parcels.map((parcel) => {
      const told = ["shipped", "received", "damaged", "lost", "returned"] as const;
      const units = { ...parcel, "on their way": inTransitOf(parcel) };
      const some = [...told, "on their way"] as const;
      const words = some.filter((fate) => units[fate] > 0n).map((fate) => `${units[fate]} ${fate}`);
      return `${parcel.line}${parcel.lot === null ? "" : ` #${parcel.lot}`}: ${words.join(", ")}`;
    });
  }

  /** What lies at a location, as whoever opens a count there would find it. */
  placesAt(code: string): CountPlace[] {
    const rows = [...this.ledger.stock.keys()].map((id) => this.ledger.row(id));
    return rows
      .filter(({ location, balances }) => location.code === code && balances.onHand > 0n)
      .map(({ item, lot }) => {
        const number = lot?.number ?? null;
        return { itemId: item.id, sku: item.sku, lotId: lot?.id ?? null, lot: number };
      });
  }

  openCount(code: string, options: CountOptions = {}): Told {
    return this.ask(this.form.openCount(code, this.placesAt(code), options));
  }

  /** Opens a count of all that lies at a location. @returns its id */
  counting(code: string, options: CountOptions = {}): Uuid {
    const told = this.openCount(code, options);
    must(told);
    return told.count?.id ?? "";
  }

  record(id: Uuid, lines: Lines, options: { readonly isMore?: boolean } = {}): Told {
    return this.ask(this.form.recordCount(id, lines, options));
  }

  closeCount(id: Uuid, options: CloseOptions = {}): Told {
    return this.ask(this.form.closeCount(id, options));
  }

  cancelCount(id: Uuid): Told {
    return this.ask(this.form.cancelCount(id));
  }

  count(id: Uuid): Count {
    const count = this.ledger.counts.count(id);
    if (count === undefined) throw new Error(`no count ${id}`);
    return count;
  }

  /** What differs, as in `SOCK: -2, corrected -1`. */
  variances(id: Uuid): string[] {
    return this.ledger.counts.linesOf(id).flatMap((line) => {
      const variance = varianceOf(line);
      if (variance === null || variance === 0n) return [];
      const name = line.lot === null ? line.sku : `${line.sku} #${line.lot}`;
      const corrected = line.corrected === null ? "" : `, corrected ${line.corrected}`;
      return [`${name}: ${variance}${corrected}`];
    });
  }

  expire(id: Uuid): Told {
    return this.ask(this.form.expire(id));
  }

  /** The reservation as every reader sees it now. */
  reservation(id: Uuid): Reservation {
    return seenAt(this.#booked(id), this.now);
  }

  state(id: Uuid): ReservationState {
    return stateAt(this.#booked(id), this.now);
  }

  /** What serves a reservation, as in `1/1 MILK @MAIN #A: 3 held, 2 released`. */
  served(id: Uuid): string[] {
    return this.reservation(id).allocations.map(describe);
  }

  /** The balances of one stock row that are not 0, as booked: overdue holds that were not swept included. */
  balances(said: string): Partial<Balances> {
    const { balances } = this.row(said);
    const some = BUCKETS.filter((bucket) => balances[bucket] !== 0n);
    return Object.fromEntries(some.map((bucket) => [bucket, balances[bucket]]));
  }

  /** How much may be promised of an item, at one location or over all. */
  available(said: string): bigint {
    return this.availability(said).available;
  }

  availability(said: string): Availability {
    const { sku, location } = parse(said);
    const here = this.ledger
      .liveRows()
      .filter((row) => (location ?? row.location.code) === row.location.code);
    const bundle = this.ledger.bundles.find(({ itemId }) => itemId === `item-${sku}`);
    if (bundle !== undefined) return bundleAvailability(bundle, here, this.now);
    const rows = here.filter((row) => row.item.sku === sku);
    let sum = NO_STOCK;
    for (const place of Map.groupBy(rows, (row) => row.location.id).values()) {
      sum = add(sum, availabilityOf(place, this.now));
    }
    return sum;
  }

  /** What the journal has told since an entry, as in `commit`, `expire`. */
  told(since = 0): string[] {
    return this.ledger.journal.slice(since).map(({ kind }) => kind);
  }

  row(said: string): StockRow {
    const { sku, location, lot } = parse(said);
    for (const row of this.ledger.liveRows()) {
      const isIt = row.item.sku === sku && row.location.code === (location ?? "MAIN");
      if (isIt && (row.lot?.number ?? null) === lot) return row;
    }
    throw new Error(`nothing was ever booked for ${said}`);
  }

  #item(sku: string): Item {
    const item = this.ledger.items.get(`item-${sku}`);
    if (item === undefined) throw new Error(`no item ${sku}`);
    return item;
  }

  #booked(id: Uuid): Reservation {
    const reservation = this.ledger.reservations.get(id);
    if (reservation === undefined) throw new Error(`no reservation ${id}`);
    return reservation;
  }
}

/** What was given must have been granted, or the test means nothing. */
function must(told: Told): Reservation {
  if (told.outcome !== "accepted") {
    throw new Error(`given, but refused: ${told.rejection?.message ?? told.outcome}`);
  }
  return told.reservation ?? NONE;
}

const NONE: Reservation = {
  id: "",
  orderRef: "",
  createdAt: 0,
  expiresAt: null,
  ttlMs: null,
  lines: [],
  allocations: [],
  releasedAt: null,
  expiredAt: null,
  version: 0,
};

const STATES = ["held", "committed", "fulfilled", "released", "expired"] as const;

function describe(allocation: Allocation): string {
  const { line, number, sku, location, lot } = allocation;
  const parts = STATES.filter((state) => allocation[state] > 0n);
  const units = parts.map((state) => `${allocation[state]} ${state}`).join(", ");
  const back = allocation.returned > 0n ? ` (${allocation.returned} returned)` : "";
  return `${line}/${number} ${placeOf(sku, location, lot)}: ${units || "nothing"}${back}`;
}
