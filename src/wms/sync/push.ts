import pLimit from "p-limit";

import type { Instant } from "../../core/instant.ts";
import type { WmsStep } from "../../core/wms/command.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import { nextPush, wantedCancel } from "../../core/wms/pushing.ts";
import type { WmsPlaceLink } from "../../store/wms/accounts.ts";
import { readWmsClock } from "../../store/wms/leases.ts";
import { listWmsOrders } from "../../store/wms/orders.ts";
import { WmsNonsense, WmsRefused, WmsUnavailable } from "../errors.ts";
import type { WmsOrderRequest } from "../port.ts";
import { deadline, reportOf, stepCommand } from "./commands.ts";
import { readPlaces, type SyncContext } from "./context.ts";

/** Orders that are read at once, and that are under way at once. */
const ORDERS_MAX = 500;
const AT_ONCE = 8;

/** What keeps all orders waiting. */
type PushFailure = WmsUnavailable | WmsRefused;

/** What a round of pushing came to. */
export interface Pushed {
  /** Orders that were taken a step further. */
  readonly moved: number;
  /** Orders that are still due: some wait for their time. */
  readonly due: number;
  /** Why the warehouse system could not be reached, or let us in, if it did not. */
  readonly failure: PushFailure | null;
}

/**
 * Brings orders and cancellations to the warehouse system: in order per reservation, several reservations at once. Each
 * is booked as being sent before it is called. An order that is refused as a request is parked, and blocks only its own.
 */
export async function push(context: SyncContext, signal: AbortSignal): Promise<Pushed> {
  const places = await readPlaces(context);
  let pushed: Pushed = { moved: 0, due: 0, failure: null };
  for (const place of places.all) {
    const { moved, due, failure } = await pushPlace(context, place, signal);
    pushed = { moved: pushed.moved + moved, due: pushed.due + due, failure };
    if (failure !== null || signal.aborted) break;
  }
  return pushed;
}

async function pushPlace(
  context: SyncContext,
  place: WmsPlaceLink,
  signal: AbortSignal,
): Promise<Pushed> {
  const { pool } = context;
  const page = { after: "", limit: ORDERS_MAX };
  const orders = await listWmsOrders(pool, place.tenantId, place.location, "due", page);
  if (orders.length === 0) return { moved: 0, due: 0, failure: null };
  const pusher = new Pusher(context, place, await readWmsClock(pool), signal);
  const atOnce = pLimit(AT_ONCE);
  const queues = Map.groupBy(orders, ({ reservationId }) => reservationId);
  await Promise.all([...queues.values()].map((queue) => atOnce(() => pusher.pushAll(queue))));
  return { moved: pusher.moved, due: orders.length - pusher.moved, failure: pusher.failure };
}

class Pusher {
  moved = 0;
  failure: PushFailure | null = null;
  readonly #context: SyncContext;
  readonly #place: WmsPlaceLink;
  readonly #now: Instant;
  readonly #signal: AbortSignal;

  constructor(context: SyncContext, place: WmsPlaceLink, now: Instant, signal: AbortSignal) {
    this.#context = context;
    this.#place = place;
    this.#now = now;
    this.#signal = signal;
  }

  /** The orders of one reservation, one after the other; the first that gets no further holds up the rest. */
  async pushAll(orders: readonly WmsOrder[]): Promise<void> {
    for (const order of orders) {
      if (this.failure !== null || this.#signal.aborted) return;
      if (!(await this.#pushNext(order))) return;
      this.moved += 1;
    }
  }

  /** @returns whether the order was taken a step further */
  async #pushNext(order: WmsOrder): Promise<boolean> {
    const { account, pushTimeoutMs } = this.#context;
    const next = nextPush(order, this.#now, account.dialect, pushTimeoutMs);
    try {
      switch (next.what) {
        case "push":
          return await this.#send(order);
        case "lookUp":
          return await this.#lookUp(order);
        case "cancel":
          return await this.#cancel(order);
        case "wait":
        case "nothing":
          return false;
        default:
          throw new Error(`nothing to do: ${String(next satisfies never)}`);
      }
    } catch (error) {
      return await this.#failed(order, error);
    }
  }

  /** The whole of it, waiting for a turn included, ends in time: later the order may be looked up and sent again. */
  async #send(order: WmsOrder): Promise<boolean> {
    const inTime = AbortSignal.any([
      this.#signal,
      AbortSignal.timeout(this.#context.pushTimeoutMs),
    ]);
    const sent = await this.#step(order, { what: "send" });
    if (sent?.status !== "sending") return false;
    try {
      const outcome = await this.#context.client.pushOrder(this.#requestOf(sent), inTime);
      const { outcome: what } = outcome;
      await this.#step(sent, what === "taken" ? { what } : { what, reason: outcome.reason });
      return true;
    } catch (error) {
      const isUnsent = isNotLetIn(error) || (error instanceof WmsUnavailable && !error.maybeDone);
      if (isUnsent && order.status === "local") await this.#step(sent, { what: "unsent" });
      throw error;
    }
  }

  #requestOf({ reference, lines }: WmsOrder): WmsOrderRequest {
    const { warehouse, owner } = this.#place;
    const wanted = lines.filter(({ ordered }) => ordered > 0n);
    return {
      reference,
      warehouse,
      owner,
      lines: wanted.map(({ number, sku, ordered, lot }) => {
        return { line: number, sku, quantity: ordered, lot };
      }),
    };
  }

  /** Not known to the warehouse system, and no earlier request can still arrive: it may be pushed again. */
  async #lookUp(order: WmsOrder): Promise<boolean> {
    const [state] = await this.#context.client.orderStates([order.reference], this.#signal);
    if (state === undefined) return await this.#send(order);
    await this.#step(order, reportOf(state));
    return true;
  }

  async #cancel(order: WmsOrder): Promise<boolean> {
    const units = wantedCancel(order);
    const lines = order.lines
      .filter(({ cancelled }) => cancelled > 0n)
      .map(({ number, cancelled }) => ({ line: number, quantity: cancelled }));
    const cancel = { reference: order.reference, lines };
    const answer = await this.#context.client.cancelOrder(cancel, this.#signal);
    await this.#step(
      order,
      answer === "read" ? { what: "cancelRead", units } : { what: "unknown" },
    );
    return true;
  }

  async #failed(order: WmsOrder, error: unknown): Promise<boolean> {
    if (error instanceof WmsUnavailable || isNotLetIn(error)) {
      this.failure = error;
      return false;
    }
    if (error instanceof WmsRefused || error instanceof WmsNonsense) {
      await this.#step(order, { what: "park", reason: error.message });
      return false;
    }
    throw error;
  }

  async #step(order: WmsOrder, step: WmsStep): Promise<WmsOrder | null> {
    const { account, booksOf } = this.#context;
    const books = booksOf(this.#place.tenantId);
    return (await books.submit(stepCommand(account, order, step), deadline())).wmsOrder;
  }
}

/** A wrong or missing key is no fault of an order: all of them wait until an operator has put it right. */
function isNotLetIn(error: unknown): error is WmsRefused {
  return error instanceof WmsRefused && (error.status === 401 || error.status === 403);
}
