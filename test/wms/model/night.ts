import { stateAt } from "../../../src/core/reservation.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import {
  claimOf,
  isSettled,
  pendingCancel,
  sumLines,
  type WmsOrder,
} from "../../../src/core/wms/order.ts";
import { nextPush, wantedCancel } from "../../../src/core/wms/pushing.ts";
import {
  type CellKey,
  type LossTruth,
  type SimDialect,
  type SimLine,
  type SimStockEvent,
  World,
} from "../../../src/wmsSim/world/world.ts";
import { Agenda } from "./agenda.ts";
import { declared, MINUTE, RUN_EVERY_MS } from "./dialects.ts";
import { House, LOCATION, OWNER, WAREHOUSE } from "./house.ts";
import { Dice } from "./random.ts";
import { nameOf, Referee } from "./referee.ts";

const START = Date.UTC(2026, 0, 20, 8);
const TIMEOUT_MS = 30_000;
const SKUS = ["SOCK", "MILK"] as const;
const CELLS: readonly CellKey[] = [
  { warehouse: WAREHOUSE, owner: OWNER, sku: "SOCK", lot: null },
  { warehouse: WAREHOUSE, owner: OWNER, sku: "MILK", lot: "A" },
  { warehouse: WAREHOUSE, owner: OWNER, sku: "MILK", lot: "B" },
  { warehouse: WAREHOUSE, owner: OWNER, sku: "MILK", lot: "C" },
];

export interface NightOptions {
  readonly seed: number;
  readonly dialect: SimDialect;
  readonly hours: number;
}

/**
 * Hours of a warehouse and its shop in an instant: everybody acts at random moments, every answer takes its time, some
 * are lost, some come late, and whoever read something may stall before it is written down. A referee watches each step.
 */
export class Night {
  readonly world: World;
  readonly house: House;
  readonly #dialect: WmsDialect;
  readonly #sim: SimDialect;
  readonly #sharedBy: number;
  readonly #dice: Dice;
  readonly #agenda = new Agenda();
  readonly #referee: Referee;
  readonly #endsAt: number;
  readonly #runs: { at: number; run: number }[] = [];
  readonly #busy = new Set<string>();
  #unconfirmed: Seen[] = [];
  readonly #confirmed = new Map<string, Seen>();
  #now = START;
  #isQuiet = false;
  #isWalked = false;
  #walks = 0;
  #cursor: string | null = null;
  steps = 0;

  constructor({ seed, dialect, hours }: NightOptions) {
    this.#dice = new Dice(seed);
    this.#sim = dialect;
    this.#sharedBy = this.#dice.pick([1, 3]);
    this.#dialect = declared(dialect);
    this.#endsAt = START + hours * 60 * MINUTE;
    this.world = new World({
      seed,
      dialect,
      startAt: START,
      runEveryMs: RUN_EVERY_MS,
      cells: CELLS.map((cell) => ({ ...cell, orderable: this.#dice.between(0, 12) })),
      pageSize: 2,
      closeShortAfterRuns: 3,
      shipAfterMs: 20 * MINUTE,
      takeBackChance: 0.15,
    });
    this.house = new House(this.#dialect, SKUS);
    this.house.ledger.now = START;
    this.#referee = new Referee(this.world, this.house, SKUS);
  }

  /** @throws Foul, or whatever else is wrong */
  play(): void {
    this.#start();
    this.#until(this.#endsAt);
    this.#isQuiet = true;
    // What was lost under an order is found, or the order would wait, and be taken back, for ever.
    for (const cell of this.world.truth().cells)
      if (cell.free < 0) this.world.happen("found", cell, -cell.free);
    this.#until(this.#endsAt + 8 * 60 * MINUTE);
    for (let more = 1; more <= 40 && !this.isAtRest; more += 1)
      this.#until(this.#endsAt + 8 * 60 * MINUTE + more * 7 * MINUTE);
  }

  get isAtRest(): boolean {
    return this.wrongAtRest().next().done === true;
  }

  #start(): void {
    for (let customers = 0; customers < 3; customers += 1) this.#every(0, 4, () => this.#shop());
    for (let walkers = 0; walkers < 2; walkers += 1) this.#every(0, 9, () => this.#walk());
    for (let askers = 0; askers < 2; askers += 1) this.#every(1, 8, () => this.#askStates());
    this.#every(0, 2, () => this.#push());
    this.#every(0, 3, () => this.#poll());
    this.#every(0, 25, () => this.#people());
    this.#every(0, 7, () => this.house.do({ kind: "expire", reservationId: this.#overdue() }));
  }

  /** Does something again and again, after a random pause. */
  #every(fromMinutes: number, toMinutes: number, act: () => void): void {
    this.#after(fromMinutes * MINUTE, toMinutes * MINUTE, () => {
      act();
      this.#every(fromMinutes, toMinutes, act);
    });
  }

  #after(fromMs: number, toMs: number, act: () => void): void {
    this.#agenda.plan(this.#now + this.#dice.between(fromMs, toMs), act);
  }

  /** How long a message is under way, and how long whoever gets it may stall before he acts on it. */
  #later(act: () => void): void {
    const stalls = !this.#isQuiet && this.#dice.chance(0.1);
    this.#after(50, stalls ? 20 * MINUTE : 3_000, act);
  }

  #until(end: number): void {
    for (let due = this.#agenda.take(end); due !== undefined; due = this.#agenda.take(end)) {
      this.#moveTo(due.at);
      due.act();
      this.steps += 1;
      this.#referee.look();
    }
    this.#moveTo(end);
  }

  #moveTo(at: number): void {
    this.#now = at;
    this.world.advanceTo(at);
    this.house.ledger.now = at;
    const run = this.world.lastRun;
    if (this.#runs.at(-1)?.run !== run) this.#runs.push({ at, run });
  }

  #shop(): void {
    if (!this.#isWalked) return;
    if (this.#isQuiet) return;
    const { house } = this;
    const sku = this.#dice.pick(SKUS);
    const quantity = this.#dice.between(1, 3);
    const lot = sku === "MILK" && this.#dice.chance(0.25) ? ` #${this.#dice.pick(["A", "B"])}` : "";
    const told = house.do(
      house.form.reserve(`${quantity} ${sku}${lot}`, { ttlMs: this.#dice.between(1, 15) * MINUTE }),
    );
    const id = told.reservation?.id;
    if (id === undefined) return;
    this.#after(0, 10 * MINUTE, () => {
      if (this.#dice.chance(0.2)) {
        house.do(house.form.release(id));
        return;
      }
      house.do(house.form.commit(id));
      if (!this.#dice.chance(0.35)) return;
      this.#after(0, 25 * MINUTE, () => {
        const quantityBack = this.#dice.chance(0.5) ? "" : " x1";
        house.do(house.form.release(id, { scope: "holdsAndCommits", lines: [`1${quantityBack}`] }));
      });
    });
  }

  #overdue(): string {
    const { reservations, now } = this.house.ledger;
    for (const { id, expiresAt } of reservations.values()) {
      const reservation = reservations.get(id);
      if (reservation !== undefined && expiresAt !== null && expiresAt <= now) {
        if (reservation.allocations.some(({ held }) => held > 0n)) return id;
      }
    }
    return "none";
  }

  #people(): void {
    if (this.#isQuiet || !this.#isWalked) return;
    const cell = this.#dice.pick(CELLS);
    const kind = this.#dice.pick([
      "receipt",
      "receipt",
      "return",
      "loss",
      "loss",
      "damage",
      "found",
      "repair",
    ] as const);
    const unseen = this.#dice.chance(0.5) ? this.#dice.between(0, 40 * MINUTE) : 0;
    this.world.happen(kind, cell, this.#dice.between(1, 5), unseen);
  }

  /** Answers as of some time ago, as far as the system lags. */
  #age(): number {
    return this.#sim.lagMs === 0 ? 0 : this.#dice.between(0, this.#sim.lagMs);
  }

  #walk(): void {
    this.#walks += 1;
    const isFirst = !this.#isWalked;
    const nothing = { cursor: null, first: null, seen: [], unwritten: new Set() };
    this.#askPage({ walk: `walk-${this.#walks}`, isFirst, ...nothing });
  }

  #askPage(walk: Walk): void {
    const askedAt = this.#now;
    this.#later(() => {
      const ageMs = this.#age();
      const moment = this.#now - ageMs;
      const page = this.#tryPage(walk.cursor, ageMs);
      if (page === undefined || (!this.#isQuiet && this.#dice.chance(0.05))) return;
      const { run } = page;
      const posted = this.#stamp(page.posted);
      const marks = { run, posted, askedAt, walk: walk.walk, isFirst: walk.isFirst };
      const first = walk.first ?? { ...marks, moment };
      const seen = [...walk.seen, ...page.lines];
      const after = { ...walk, cursor: page.next, first, seen };
      walk.unwritten.add(page);
      this.#later(() => {
        this.house.page(page.lines, marks);
        this.#learn(page.lines, moment);
        walk.unwritten.delete(page);
      });
      this.#after(50, 1_000, () => {
        if (page.next !== null) this.#askPage(after);
        else this.#later(() => this.#endWalk(after));
      });
    });
  }

  #tryPage(cursor: string | null, ageMs: number) {
    try {
      return this.world.page(cursor, ageMs);
    } catch {
      return undefined;
    }
  }

  /** Rows that a complete walk did not list. They are looked for when the walk has ended. */
  #endWalk({ first, seen, unwritten }: Walk): void {
    if (first === null) return;
    if (unwritten.size === 0) this.#isWalked = true;
    const listed = new Set(seen.map(({ sku, lot }) => `${sku} ${lot}`));
    const missing = [...this.house.ledger.stock.values()]
      .filter(({ item, lot }) => !listed.has(`${item.sku} ${lot?.number ?? null}`))
      .map(({ item, lot }): SimLine => {
        const place = { warehouse: WAREHOUSE, owner: OWNER, sku: item.sku };
        const nothing = { orderable: 0, unallocatable: 0, holds: [] };
        return { ...place, lot: lot?.number ?? null, ...nothing };
      });
    if (missing.length === 0) return;
    this.house.page(missing, first, true);
    this.#learn(missing, first.moment);
  }

  /**
   * The referee is told what losses a page that was written down has in it. Where allocations may be taken back, a page
   * alone cannot tell: the run may have served the order from another lot instead. There a loss counts as told when
   * every row of the item shows what came after it, and order states have confirmed it.
   */
  #learn(lines: readonly SimLine[], moment: number): void {
    const run = this.#runs.findLast(({ at }) => at <= moment)?.run ?? 0;
    const pages = lines.map(({ sku, lot }) => ({ sku, lot, moment, run, at: this.#now }));
    if (this.#sim.takesBack) this.#unconfirmed.push(...pages);
    else for (const page of pages) this.#tellBy(page);
  }

  #confirm(askedAt: number): void {
    this.house.confirm(askedAt);
    const isConfirmed = ({ at }: Seen): boolean => askedAt - this.#dialect.lagMs >= at;
    for (const page of this.#unconfirmed.filter(isConfirmed)) {
      const name = `${page.sku}/${page.lot}`;
      const known = this.#confirmed.get(name);
      if (known === undefined || page.moment > known.moment) this.#confirmed.set(name, page);
    }
    this.#unconfirmed = this.#unconfirmed.filter((page) => !isConfirmed(page));
    const cells = CELLS.map(({ sku, lot }) => this.#confirmed.get(`${sku}/${lot}`));
    for (const loss of this.world.truth().losses) {
      const rows = cells.filter((_, index) => CELLS[index]?.sku === loss.cell.sku);
      const lastsMs = this.#sim.runLastsMs;
      if (rows.every((page) => page !== undefined && this.#has(page, loss, lastsMs)))
        this.#referee.tell(nameOf(loss));
    }
  }

  #tellBy(page: Seen): void {
    for (const loss of this.world.truth().losses) {
      const { sku, lot } = loss.cell;
      if (sku === page.sku && lot === page.lot && this.#has(page, loss, 0))
        this.#referee.tell(nameOf(loss));
    }
  }

  #has(page: Seen, { postedAt, bookedRun }: LossTruth, lastsMs: number): boolean {
    if (postedAt === null || page.moment < postedAt + lastsMs) return false;
    return this.#sim.eventsBooked === "live" || (bookedRun !== null && bookedRun <= page.run);
  }

  #askStates(): void {
    const askedAt = this.#now;
    const open = [...this.house.ledger.wmsOrders.values()].filter(
      (order) => (order.status === "sending" || order.status === "acked") && !isSettled(order),
    );
    this.#later(() => {
      const references = open.map(({ reference }) => reference);
      const states = this.world.orderStates(references, this.#age());
      if (!this.#isQuiet && this.#dice.chance(0.05)) return;
      this.#later(() => {
        for (const state of states) {
          const order = this.house.order(state.reference);
          this.house.report(order, state);
        }
        this.#confirm(askedAt);
        for (const { reference } of open) {
          this.house.step(this.house.order(reference), { what: "settle" });
        }
      });
    });
  }

  #push(): void {
    for (const order of this.house.ledger.wmsOrders.values()) {
      if (this.#busy.has(order.reference)) continue;
      const next = nextPush(order, this.#now, this.#dialect, TIMEOUT_MS);
      if (next.what === "push") this.#pushOrder(order);
      if (next.what === "lookUp") this.#lookUp(order);
      if (next.what === "cancel") this.#cancel(order);
    }
  }

  /** Booked before it is called; the answer may be lost, and the request may arrive after it was given up. */
  #pushOrder(order: WmsOrder): void {
    const sent = this.house.step(order, { what: "send" });
    if (sent.status !== "sending") return;
    const { reference } = order;
    this.#busy.add(reference);
    const request = {
      reference,
      warehouse: WAREHOUSE,
      owner: OWNER,
      lines: sent.lines
        .filter(({ ordered }) => ordered > 0n)
        .map(({ number, sku, lot, ordered }) => ({
          line: number,
          sku,
          lot,
          quantity: Number(ordered),
        })),
    };
    const fate = this.#isQuiet ? 1 : this.#dice.next();
    const goOn = (): void => void this.#busy.delete(reference);
    if (fate < 0.08) this.#after(TIMEOUT_MS, TIMEOUT_MS, goOn);
    else if (fate < 0.16) {
      this.#after(TIMEOUT_MS, TIMEOUT_MS, goOn);
      this.#after(0, TIMEOUT_MS + this.#sim.requestLastsMs, () => this.world.placeOrder(request));
    } else {
      this.#after(50, 3_000, () => {
        const outcome = this.world.placeOrder(request);
        if (fate < 0.24) this.#after(TIMEOUT_MS, TIMEOUT_MS, goOn);
        else {
          this.#after(50, 3_000, () => {
            goOn();
            const now = this.house.order(reference);
            if (outcome.outcome === "taken") this.house.step(now, { what: "taken" });
            else this.house.step(now, { what: "rejected", reason: outcome.reason });
          });
        }
      });
    }
  }

  #lookUp(order: WmsOrder): void {
    this.#busy.add(order.reference);
    this.#after(50, 3_000, () => {
      const [state] = this.world.orderStates([order.reference], this.#age());
      this.#after(50, 3_000, () => {
        this.#busy.delete(order.reference);
        if (state === undefined) this.#pushOrder(this.house.order(order.reference));
        else this.house.report(this.house.order(order.reference), state);
      });
    });
  }

  #cancel(order: WmsOrder): void {
    const { reference } = order;
    const units = wantedCancel(order);
    this.#busy.add(reference);
    const lines = order.lines.map((line) => ({
      line: line.number,
      quantity: Number(line.cancelled),
    }));
    this.#after(50, 3_000, () => {
      const answer = this.world.cancelOrder({ reference, lines });
      const isLost = !this.#isQuiet && this.#dice.chance(0.1);
      this.#after(50, 3_000, () => {
        this.#busy.delete(reference);
        if (isLost) return;
        const now = this.house.order(reference);
        if (answer === "read") this.house.step(now, { what: "cancelRead", units });
        else this.house.step(now, { what: "unknown" });
      });
    });
  }

  #poll(): void {
    const { events, next } = this.world.eventsSince(this.#cursor, 50);
    this.#cursor = next;
    for (const event of events) {
      if (event.kind !== "stock") continue;
      const times = !this.#isQuiet && this.#dice.chance(0.2) ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        this.#after(0, this.#dice.chance(0.2) ? 40 * MINUTE : 5_000, () => this.#hear(event));
      }
    }
  }

  /** A system may mark by times that several events share: then a page's mark does not say which of them it has. */
  #stamp(posted: number | null): number | null {
    return posted === null ? null : Math.ceil(posted / this.#sharedBy);
  }

  #hear(event: SimStockEvent): void {
    this.house.event({ ...event, posted: this.#stamp(event.posted) });
    if (!this.#sim.takesBack) this.#referee.tell(event.id);
  }

  /** What is wrong at rest, in sentences: everything must have found its place. */
  *wrongAtRest(): Generator<string> {
    const truth = this.world.truth();
    const { ledger } = this.house;
    for (const cell of truth.cells) {
      const row = this.house.row(cell.sku, cell.lot);
      const onHand = Number(row?.balances.onHand ?? 0n);
      const booked = cell.bookedOrderable + cell.bookedUnallocatable;
      const name = `${cell.sku}/${cell.lot}`;
      if (onHand !== booked) yield `${name}: we say ${onHand} on hand, the warehouse ${booked}`;
      const bad = Number(row?.balances.wmsUnallocatable ?? 0n);
      if (bad !== cell.bookedUnallocatable)
        yield `${name}: we say ${bad} unallocatable, the warehouse ${cell.bookedUnallocatable}`;
      const drift = row === undefined ? 0n : (ledger.wmsRows.get(row.id)?.drift ?? 0n);
      if (drift !== 0n) yield `${name}: ${drift} units of drift are left`;
      const committed = row?.balances.committed ?? 0n;
      if (committed !== 0n) yield `${name}: ${committed} are still committed`;
    }
    const taken = truth.orders.filter(({ rejected }) => rejected === null);
    const references = taken.map(({ reference }) => reference);
    if (new Set(references).size !== references.length) yield "an order was taken twice";
    for (const order of ledger.wmsOrders.values()) {
      if (order.parked) yield `${order.reference} is parked: ${order.reason}`;
      const open = sumLines(order, (line) => claimOf(line) + pendingCancel(line));
      if (open !== 0n) yield `${order.reference} has ${open} units open (${order.status})`;
      const isThere = references.includes(order.reference);
      if (isThere === (order.status === "withdrawn"))
        yield `${order.reference} is ${order.status}, and ${isThere ? "was" : "was not"} taken`;
    }
    yield* this.#wrongDeliveries();
  }

  /** What we call delivered must have been allocated to the order for good, whether or not it was found on the shelf. */
  *#wrongDeliveries(): Generator<string> {
    const served = new Map<string, number>();
    for (const { reference, lines } of this.world.truth().orders) {
      const id = this.house.ledger.wmsOrders.get(reference)?.reservationId ?? "nobody";
      for (const { allocated, takenBack, returned } of lines)
        served.set(id, (served.get(id) ?? 0) + allocated - takenBack - returned);
    }
    for (const reservation of this.house.ledger.reservations.values()) {
      let fulfilled = 0n;
      for (const allocation of reservation.allocations) fulfilled += allocation.fulfilled;
      const units = served.get(reservation.id) ?? 0;
      if (Number(fulfilled) !== units)
        yield `${reservation.id}: we say ${fulfilled} delivered, the warehouse ${units}`;
      if (stateAt(reservation, this.#now) === "committed") yield `${reservation.id} is committed`;
    }
  }
}

/** A row of a page that was written down. */
interface Seen {
  readonly sku: string;
  readonly lot: string | null;
  /** What the page shows is as of this moment, and has the effects of this run. */
  readonly moment: number;
  readonly run: number;
  readonly at: number;
}

interface Walk {
  readonly walk: string;
  readonly isFirst: boolean;
  readonly cursor: string | null;
  readonly first: {
    readonly run: number | null;
    readonly posted: number | null;
    readonly askedAt: number;
    readonly moment: number;
    readonly walk: string;
    readonly isFirst: boolean;
  } | null;
  readonly seen: readonly SimLine[];
  /** Its pages that are still on their way into the books. */
  readonly unwritten: Set<unknown>;
}

export { LOCATION };
