import type { Draft, OpenEntry } from "../draft.ts";
import type { Reservation } from "../reservation.ts";
import type { StockRow } from "../stock.ts";
import { Claims } from "./claims.ts";
import type { WmsLineReport, WmsOrderStep } from "./command.ts";
import { openOf, type WmsOrder, type WmsOrderLine } from "./order.ts";
import { knownRow, rowOf } from "./place.ts";
import { afterReport, isSound, type ReportContext, settleLine } from "./report.ts";
import { wmsEntry } from "./restate.ts";

const NONSENSE = "the warehouse system says that it allocated more than was ordered";

/** A step of one order, while it is decided. */
export class OrderStep {
  readonly #draft: Draft;
  readonly #command: WmsOrderStep;
  readonly #reservation: Reservation;
  #entry: OpenEntry | undefined;

  constructor(draft: Draft, command: WmsOrderStep, reservation: Reservation) {
    this.#draft = draft;
    this.#command = command;
    this.#reservation = reservation;
  }

  step(order: WmsOrder): WmsOrder {
    const { step } = this.#command;
    const { status } = order;
    switch (step.what) {
      case "send":
        return this.#send(order);
      case "unsent":
        return status === "sending"
          ? this.#note({ ...order, status: "local", sentAt: null })
          : order;
      case "taken":
        return status === "sending" ? this.#note({ ...order, status: "acked" }) : order;
      case "unknown":
        return status === "acked" ? this.#note({ ...order, status: "sending" }) : order;
      case "cancelRead":
        if (step.units <= order.cancelSent) return order;
        return this.#note({ ...order, cancelSent: step.units });
      case "park":
        return order.parked ? order : this.#note({ ...order, parked: true, reason: step.reason });
      case "unpark":
        return order.parked ? this.#note({ ...order, parked: false, reason: "" }) : order;
      case "rejected":
        return status === "sending" ? this.#closeAll(order, step.reason) : order;
      case "report":
        return this.#takeReport(order, step.lines);
      case "settle":
        return this.#book(order, (line) => line);
      default:
        throw new Error(`no such step: ${String(step satisfies never)}`);
    }
  }

  /** Booked before the call: whatever happens from now on, it may have arrived. */
  #send(order: WmsOrder): WmsOrder {
    const { status, parked } = order;
    if (parked || (status !== "local" && status !== "sending")) return order;
    return this.#note({ ...order, status: "sending", sentAt: this.#draft.now });
  }

  #closeAll(order: WmsOrder, reason: string): WmsOrder {
    const closed: WmsOrder = { ...order, status: "rejected", reason };
    return this.#book(closed, (line, { claims }) => {
      const units = openOf(line);
      if (units > 0n) claims.giveBack(line, units);
      return { ...line, closed: line.closed + units, cancelAnswered: line.cancelled };
    });
  }

  #takeReport(order: WmsOrder, reports: readonly WmsLineReport[]): WmsOrder {
    if (order.status !== "sending" && order.status !== "acked") return order;
    const told = new Map(reports.map((report) => [report.line, report]));
    const isNonsense = order.lines.some((line) => {
      const said = told.get(line.number);
      return said !== undefined && !isSound(line, said);
    });
    if (isNonsense) {
      return order.parked ? order : this.#note({ ...order, parked: true, reason: NONSENSE });
    }
    const taken: WmsOrder = order.status === "acked" ? order : { ...order, status: "acked" };
    return this.#book(taken, (line, context) => {
      const said = told.get(line.number);
      return said === undefined ? line : afterReport(context, line, said);
    });
  }

  /** Changes the lines, hands over what pages show, and writes down what came of it. */
  #book(
    order: WmsOrder,
    change: (line: WmsOrderLine, context: ReportContext) => WmsOrderLine,
  ): WmsOrder {
    const claims = new Claims(this.#draft, () => this.#open(order), this.#reservation, order);
    const context = this.#context(claims, order);
    const lines = order.lines.map((line) => settleLine(context, change(line, context)));
    const isSame = lines.every((line, index) => line === order.lines[index]);
    const after = isSame ? order : { ...order, lines };
    if (isSame && !this.#isNew(order)) return order;
    if (claims.reservation !== this.#reservation) this.#draft.put(claims.reservation);
    return this.#note(after);
  }

  /** Is it another order than the books have? */
  #isNew(order: WmsOrder): boolean {
    return !this.#draft.wmsOrdersOf(order.reservationId).includes(order);
  }

  /** Every change of an order is told, in an entry of its own. */
  #note(order: WmsOrder): WmsOrder {
    this.#open(order);
    return order;
  }

  #open({ reference, reservationId }: WmsOrder): OpenEntry {
    const { what } = this.#command.step;
    const more = { reservationId, reference, reason: what };
    this.#entry ??= this.#draft.open(wmsEntry(this.#command, "wms_order", this.#draft.now, more));
    return this.#entry;
  }

  #context(claims: Claims, order: WmsOrder): ReportContext {
    const draft = this.#draft;
    return {
      claims,
      dialect: this.#command.dialect,
      now: draft.now,
      wmsRow: (stockId) => draft.wmsRow(stockId),
      rowOf: ({ sku }, lot) => this.#rowOf(order.location, sku, lot),
    };
  }

  /** A lot that only an order names is a row too. */
  #rowOf(code: string, sku: string, lot: string | null): StockRow {
    const item = this.#draft.books.item(sku);
    const location = this.#draft.books.location(code);
    if (item === undefined || location === undefined)
      throw new Error(`${sku} at ${code} was not read for this batch`);
    const known = knownRow(this.#draft, item, location, lot);
    if (known !== undefined) return known;
    const { places } = this.#command;
    const place = places.find((given) => given.sku === sku && given.lot === lot);
    if (place === undefined) throw new Error(`no ids were given for lot ${lot} of ${sku}`);
    return rowOf(this.#draft, item, location, place);
  }
}
