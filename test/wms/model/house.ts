import { availableUnits } from "../../../src/core/availability.ts";
import type { Command } from "../../../src/core/command.ts";
import type { StockRow, Uuid } from "../../../src/core/stock.ts";
import type { WmsLineReport, WmsPageLine, WmsStep } from "../../../src/core/wms/command.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import type { WmsOrder } from "../../../src/core/wms/order.ts";
import type {
  SimLine,
  SimLineState,
  SimOrderState,
  SimStockEvent,
} from "../../../src/wmsSim/world/world.ts";
import { Forms } from "../../support/core/forms.ts";
import { Ledger, type Told } from "../../support/core/ledger.ts";

export const WAREHOUSE = "W1";
export const OWNER = "ACME";
export const LOCATION = "MAIN";

/** Marks of a page, as the commands want them. */
export interface PageMarks {
  readonly run: number | null;
  readonly posted: number | null;
  readonly askedAt: number;
  readonly walk: string;
  readonly isFirst: boolean;
}

/** Holdfast's side: one tenant's books at one location of a warehouse system. */
export class House {
  readonly ledger = new Ledger();
  readonly form = new Forms();
  readonly #dialect: WmsDialect;
  #ids = 0;

  constructor(dialect: WmsDialect, skus: readonly string[]) {
    this.#dialect = dialect;
    this.ledger.auditsAlways = false;
    for (const sku of skus) {
      this.ledger.items.set(`item-${sku}`, {
        id: `item-${sku}`,
        sku,
        lotTracked: false,
        archived: false,
        isBundle: false,
      });
    }
    this.ledger.locations.set("location", {
      id: "location",
      code: LOCATION,
      fulfilment: "deferred",
      sourcingPriority: 0,
      safetyStock: 0n,
      timeZone: "UTC",
      archived: false,
      wmsAccountId: "account",
      wmsSeenAt: null,
      wmsBufferPercent: 0,
    });
  }

  do(command: Command): Told {
    const [told] = this.ledger.run([command]);
    if (told === undefined) throw new Error("nothing was told");
    return told;
  }

  page(lines: readonly SimLine[], marks: PageMarks, areMissing = false): void {
    const { run, posted, askedAt, walk, isFirst } = marks;
    this.do({
      kind: "wmsPage",
      ...this.#header(),
      run: big(run),
      posted: big(posted),
      askedAt,
      walk,
      areMissing,
      isFirst,
      lines: lines.map((line) => this.#pageLine(line)),
    });
  }

  /** Order states asked for at that moment are in. */
  confirm(askedAt: number): void {
    const waiting = [...this.ledger.wmsRows.values()].filter(({ next }) => next !== null);
    const stockIds = waiting.map(({ stockId }) => stockId);
    if (stockIds.length === 0) return;
    this.do({ kind: "wmsConfirm", ...this.#header(), askedAt, stockIds });
  }

  event(event: SimStockEvent): void {
    const { id, sku, lot, orderableDelta, unallocatableDelta, posted, occurredAt } = event;
    this.do({
      kind: "wmsEvent",
      ...this.#header(`event ${id}`),
      ...this.#place(sku, lot),
      eventId: id,
      orderableDelta: BigInt(orderableDelta),
      unallocatableDelta: BigInt(unallocatableDelta),
      posted: big(posted),
      occurredAt,
      reason: event.reason,
    });
  }

  step(order: WmsOrder, step: WmsStep): WmsOrder {
    const { reference, reservationId } = order;
    const places =
      step.what === "report"
        ? step.lines.flatMap((report) => {
            const sku = order.lines[report.line - 1]?.sku ?? "";
            const units = [...report.allocated, ...report.takenBack, ...report.returned];
            return units.map(({ lot }) => this.#place(sku, lot));
          })
        : [];
    this.do({
      kind: "wmsOrder",
      ...this.#header(),
      reference,
      reservationId,
      step,
      places: unique(places),
    });
    return this.order(reference);
  }

  report(order: WmsOrder, { lines }: SimOrderState): WmsOrder {
    return this.step(order, { what: "report", lines: lines.map(lineReport) });
  }

  order(reference: string): WmsOrder {
    const order = this.ledger.wmsOrders.get(reference);
    if (order === undefined) throw new Error(`no order ${reference}`);
    return order;
  }

  /** The rows of an item, with what overdue holds have of them. */
  rows(sku: string): StockRow[] {
    return this.ledger.liveRows().filter(({ item }) => item.sku === sku);
  }

  available(sku: string): bigint {
    return availableUnits(this.rows(sku), this.ledger.now);
  }

  row(sku: string, lot: string | null): StockRow | undefined {
    return this.rows(sku).find((row) => (row.lot?.number ?? null) === lot);
  }

  #pageLine({ sku, lot, orderable, unallocatable, holds }: SimLine): WmsPageLine {
    return {
      ...this.#place(sku, lot),
      orderable: BigInt(orderable),
      unallocatable: BigInt(unallocatable),
      holds: holds.map(({ reference, quantity }) => ({ reference, quantity: BigInt(quantity) })),
    };
  }

  #place(
    sku: string,
    lot: string | null,
  ): { sku: string; lot: string | null; stockId: Uuid; lotId: Uuid } {
    return { sku, lot, stockId: `stock-${sku}-${lot}`, lotId: `lot-${sku}-${lot}` };
  }

  #header(requestId?: string) {
    this.#ids += 1;
    return {
      entryId: `wms-${this.#ids}`,
      key: { source: "wms/account", requestId: requestId ?? `wms-${this.#ids}` },
      method: "Wms",
      fingerprint: "",
      actor: "wms/account",
      validateOnly: false,
      location: LOCATION,
      dialect: this.#dialect,
    };
  }
}

function lineReport(state: SimLineState): WmsLineReport {
  const units = <T extends { quantity: number }>(some: readonly T[]) =>
    some.map((one) => ({ ...one, quantity: BigInt(one.quantity) }));
  return {
    line: state.line,
    allocated: units(state.allocated).map((some) => ({ ...some, run: big(some.run) })),
    takenBack: units(state.takenBack),
    closed: BigInt(state.closed),
    returned: units(state.returned),
    cancelAnswered: BigInt(state.cancelAnswered),
    refused: BigInt(state.refused),
    shipped: BigInt(state.shipped),
  };
}

function big(mark: number | null): bigint | null {
  return mark === null ? null : BigInt(mark);
}

function unique<T extends { sku: string; lot: string | null }>(places: readonly T[]): T[] {
  return [...new Map(places.map((place) => [`${place.sku} ${place.lot}`, place])).values()];
}
