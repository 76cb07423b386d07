import type { WmsHold } from "../../../src/core/wms/row.ts";
import type { Uuid } from "../../../src/core/stock.ts";
import type { WmsEvent, WmsOrderStep, WmsPage, WmsStep } from "../../../src/core/wms/command.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import type { WmsOrder } from "../../../src/core/wms/order.ts";
import { parse } from "./said.ts";
import type { Shop } from "./shop.ts";

/** A warehouse system that says all there is to say. */
export const TELLS_ALL: WmsDialect = {
  numberedRuns: true,
  eventsBooked: "live",
  eventMark: true,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 0,
  lagMs: 0,
  unseenMs: 0,
  requestLastsMs: 0,
};

interface ToldDelta {
  readonly orderable?: bigint;
  readonly kept?: bigint;
}

/** One location of a shop that a warehouse system counts, and what that system tells of it. */
export class Warehouse {
  readonly #shop: Shop;
  readonly #location: string;
  #told = 0;
  #mark = 0n;
  #askedAt = 0;
  #isFirst = false;

  constructor(shop: Shop, location: string) {
    this.#shop = shop;
    this.#location = location;
    shop.location(location, { fulfilment: "deferred", wmsAccountId: "account" });
  }

  /** A page shows so many units to order, as in `5 SOCK`, and holds of others under references. */
  shows(said: string, holds: Readonly<Record<string, bigint>> = {}): void {
    this.#shop.wait(1_000);
    this.#mark += 1n;
    this.#askedAt = this.#shop.now;
    this.showsToo(said, holds);
  }

  /** The first page of all. */
  begins(said: string): void {
    this.#isFirst = true;
    this.shows(said);
    this.#isFirst = false;
  }

  /** A page that was asked for together with the last one, and comes behind it: it may only lower. */
  showsToo(said: string, holds: Readonly<Record<string, bigint>> = {}): void {
    const { sku, lot, quantity } = parse(said);
    if (!this.#shop.ledger.items.has(`item-${sku}`)) this.#shop.item(sku);
    const all = Object.entries(holds).map(([reference, units]): WmsHold => {
      return { reference, quantity: units };
    });
    const unallocatable = all.reduce((sum, hold) => sum + hold.quantity, 0n);
    this.#shop.wait(1_000);
    const page: WmsPage = {
      kind: "wmsPage",
      ...this.#header(),
      run: this.#mark,
      posted: this.#mark,
      askedAt: this.#askedAt,
      walk: "walk",
      areMissing: false,
      isFirst: this.#isFirst,
      lines: [{ ...this.#place(sku, lot), orderable: quantity, unallocatable, holds: all }],
    };
    this.#ask(page);
  }

  /** Something happened there after the last page: so many units more or fewer to order, and kept from sale. */
  tells(said: string, delta: ToldDelta): void {
    this.#tell(said, delta, (this.#mark += 1n));
  }

  /** As `tells`, of what was posted before the last page was made. */
  tellsLate(said: string, delta: ToldDelta): void {
    this.#tell(said, delta, this.#mark - 1n);
  }

  #tell(said: string, delta: ToldDelta, posted: bigint): void {
    const { sku, lot } = parse(said);
    const event: WmsEvent = {
      kind: "wmsEvent",
      ...this.#header(),
      ...this.#place(sku, lot),
      eventId: `event ${this.#told}`,
      orderableDelta: delta.orderable ?? 0n,
      unallocatableDelta: delta.kept ?? 0n,
      posted,
      occurredAt: this.#shop.now,
      reason: "",
    };
    this.#ask(event);
  }

  /** An order takes a step there; what is reported as allocated comes from the row without a lot. */
  steps({ reference, reservationId, lines }: WmsOrder, step: WmsStep): void {
    const places = lines.map(({ sku }) => this.#place(sku, null));
    this.#ask({ kind: "wmsOrder", ...this.#header(), reference, reservationId, step, places });
  }

  /** A run has served the order of a reservation's first line from the lot that is said, as in `5 MILK #A`. */
  serves(reservationId: Uuid, said: string): void {
    const { sku, lot, quantity } = parse(said);
    const orders = [...this.#shop.ledger.wmsOrders.values()];
    const order = orders.find((known) => known.reservationId === reservationId);
    if (order === undefined) throw new Error(`${reservationId} has no order`);
    const nothing = { closed: 0n, cancelAnswered: 0n, refused: 0n, shipped: 0n };
    const allocated = [{ lot, quantity, run: this.#mark + 1n }];
    const line = { line: 1, allocated, takenBack: [], returned: [], ...nothing };
    const steps: WmsStep[] = [
      { what: "send" },
      { what: "taken" },
      { what: "report", lines: [line] },
    ];
    for (const step of steps) {
      const places = [this.#place(sku, lot)];
      const { reference } = order;
      this.#ask({ kind: "wmsOrder", ...this.#header(), reference, reservationId, step, places });
    }
  }

  #place(sku: string, lot: string | null) {
    const place = `${this.#location}-${sku}-${lot}`;
    return { sku, lot, stockId: `stock-${place}`, lotId: `lot-${place}` };
  }

  #header() {
    this.#told += 1;
    const name = `${this.#location} ${this.#told}`;
    return {
      entryId: `wms ${name}`,
      key: { source: "wms/account", requestId: name },
      method: "Wms",
      fingerprint: "",
      actor: "wms/account",
      validateOnly: false,
      location: this.#location,
      dialect: TELLS_ALL,
    };
  }

  #ask(command: WmsPage | WmsEvent | WmsOrderStep): void {
    const { outcome, rejection } = this.#shop.ask(command);
    if (outcome !== "accepted") throw new Error(`told, but refused: ${rejection?.message}`);
  }
}
