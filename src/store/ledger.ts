import type { Pool } from "pg";

import type { Chore, Request } from "../core/command.ts";
import type { Uuid } from "../core/stock.ts";
import type { Count, CountLine } from "../core/count/count.ts";
import type { Transfer } from "../core/transfer/transfer.ts";
import type { Answer, AvailabilityAnswer, AvailabilityKey } from "./answer.ts";
import { CommandRejected } from "./errors.ts";
import { createHistory } from "./history/createHistory.ts";
import type { TenantHistory } from "./history/history.ts";
import type { Database } from "./lane/database.ts";
import { Lane, type LaneLimits, type Report } from "./lane/lane.ts";
import { readAvailability } from "./reads/availability.ts";
import { Gate } from "./reads/gate.ts";
import { openStockReads } from "./reads/openStockReads.ts";
import { findPromised } from "./reads/promised.ts";
import { listReservations, readReservations } from "./reads/reservations.ts";
import { type FoundPlaces, findCountPlaces } from "./reads/countPlaces.ts";
import { findShortAfter, listCountLines, listCounts, readCount } from "./reads/counts.ts";
import { listTransfers, readTransfers } from "./reads/transfers.ts";
import type { StockReads } from "./stockReads.ts";
import type {
  CountedScope,
  CountLineQuery,
  CountQuery,
  ReservationQuery,
  SeenReservation,
  TenantBooks,
  TransferQuery,
} from "./store.ts";

export interface LedgerOptions {
  readonly database: Database;
  /** Where lists may be read from: the same database, or a replica of it. */
  readonly readPool: Pool;
  readonly limits: LaneLimits;
  readonly report: Report;
}

/** Lanes that are kept although nothing waits in them: opening one costs nothing, keeping all would cost memory. */
const IDLE_TENANTS_MAX = 1_000;

/** The books of every tenant that this process serves: one lane each. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #tenants = new Map<Uuid, OpenBooks>();
  #closed = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  booksOf(tenantId: Uuid): OpenBooks {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    if (this.#tenants.size >= IDLE_TENANTS_MAX) this.#forgetIdle();
    const books = new OpenBooks(this.#options, tenantId);
    if (this.#closed) void books.close();
    this.#tenants.set(tenantId, books);
    return books;
  }

  /** Commands that wait, over all tenants. */
  get depth(): number {
    let depth = 0;
    for (const books of this.#tenants.values()) depth += books.depth;
    return depth;
  }

  /** Takes nothing more, and waits until everything that was taken is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#tenants.values()].map((books) => books.close()));
  }

  #forgetIdle(): void {
    for (const [tenantId, books] of this.#tenants) {
      if (books.isIdle) this.#tenants.delete(tenantId);
    }
  }
}

/** One tenant's books in this process. */
export class OpenBooks implements TenantBooks {
  readonly stock: StockReads;
  readonly history: TenantHistory;
  readonly #tenantId: Uuid;
  readonly #pool: Pool;
  readonly #readPool: Pool;
  readonly #lane: Lane;
  readonly #availability: Gate<readonly AvailabilityKey[], AvailabilityAnswer[]>;
  readonly #reservations: Gate<Uuid, SeenReservation | null>;
  /** A warehouse system was seen to deliver for this tenant. Others do not pay for looking for its orders. */
  #hasWms = false;

  constructor(options: LedgerOptions, tenantId: Uuid) {
    const { database, readPool, limits, report } = options;
    this.#tenantId = tenantId;
    this.#pool = database.pool;
    this.#readPool = readPool;
    this.history = createHistory(readPool, tenantId);
    this.#lane = new Lane(database, tenantId, limits, report);
    this.#availability = new Gate((asked) => readAvailability(database.pool, tenantId, asked));
    this.stock = openStockReads(database.pool, readPool, tenantId);
    this.#reservations = new Gate((ids) => this.#readReservations(database.pool, ids));
  }

  get isIdle(): boolean {
    return this.#lane.isIdle && this.#availability.isIdle && this.#reservations.isIdle;
  }

  get depth(): number {
    return this.#lane.depth;
  }

  submit(request: Request, deadlineAt: number): Promise<Answer> {
    return this.#lane.submit(request, deadlineAt);
  }

  /** Takes back an overdue hold, behind the callers. False: it was not overdue any more. */
  expire(reservationId: Uuid): Promise<boolean> {
    return this.#do({ kind: "expire", reservationId });
  }

  /** Re-homes what a reservation holds of unfit stock, behind the callers. False: nothing had to go and could. */
  rehome(reservationId: Uuid): Promise<boolean> {
    return this.#do({ kind: "rehome", reservationId });
  }

  availability(keys: readonly AvailabilityKey[]): Promise<readonly AvailabilityAnswer[]> {
    return this.#availability.ask(keys);
  }

  async reservation(id: Uuid): Promise<SeenReservation | undefined> {
    return (await this.#reservations.ask(id)) ?? undefined;
  }

  promisedOn(stockIds: readonly Uuid[]): Promise<readonly Uuid[]> {
    return findPromised(this.#pool, this.#tenantId, stockIds);
  }

  listReservations(query: ReservationQuery): Promise<readonly SeenReservation[]> {
    return listReservations(this.#readPool, this.#tenantId, query);
  }

  async transfer(id: Uuid): Promise<Transfer | undefined> {
    return (await readTransfers(this.#pool, this.#tenantId, [id])).get(id);
  }

  listTransfers(query: TransferQuery): Promise<readonly Transfer[]> {
    return listTransfers(this.#readPool, this.#tenantId, query);
  }

  countPlaces(location: string, scope: CountedScope): Promise<FoundPlaces> {
    return findCountPlaces(this.#pool, this.#tenantId, location, scope);
  }

  count(id: Uuid): Promise<Count | undefined> {
    return readCount(this.#pool, this.#tenantId, id);
  }

  listCounts(query: CountQuery): Promise<readonly Count[]> {
    return listCounts(this.#readPool, this.#tenantId, query);
  }

  countLines(
    query: CountLineQuery,
  ): Promise<{ readonly count: Count; readonly lines: readonly CountLine[] } | undefined> {
    return listCountLines(this.#pool, this.#tenantId, query);
  }

  shortAfterCount(countId: Uuid): Promise<readonly Uuid[]> {
    return findShortAfter(this.#pool, this.#tenantId, countId);
  }

  close(): Promise<void> {
    return this.#lane.close();
  }

  async #do(chore: Chore): Promise<boolean> {
    try {
      await this.#lane.submit(chore, Infinity);
      return true;
    } catch (error) {
      if (error instanceof CommandRejected) return false;
      throw error;
    }
  }

  async #readReservations(
    pool: Pool,
    ids: readonly Uuid[],
  ): Promise<readonly (SeenReservation | null)[]> {
    const isWhole = this.#hasWms;
    const seen = await readReservations(pool, this.#tenantId, ids, isWhole);
    if (isWhole || !seen.some((read) => read?.isManaged)) return seen;
    this.#hasWms = true;
    return await readReservations(pool, this.#tenantId, ids, true);
  }
}
