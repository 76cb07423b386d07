import type { WmsDialect } from "../../core/wms/dialect.ts";
import { WmsRefused } from "../errors.ts";
import { checkedBaseUrl } from "../http/baseUrl.ts";
import type { Answer, HttpRequest } from "../http/transport.ts";
import type { PushOutcome, WmsCancel, WmsClient, WmsEvent, WmsOrderRequest } from "../port.ts";
import { type AdapterOptions, checkSecret } from "./adapter.ts";
import { checkEvents, checkPage, checkStates } from "./checks.ts";
import {
  EVENTS_MAX,
  eventsPage,
  orderRefusal,
  orderStates,
  outcome,
  PAGE_LINES_MAX,
  stockPage,
  toldEvents,
  unknownOrder,
} from "./httpShapes.ts";
import { readAnswer, readsAs } from "./reading.ts";

/** The other side answers about no more orders at once. */
export const REFERENCES_MAX = 500;

/** The client of warehouse systems that speak plain JSON over HTTP, as the simulator does. */
export function createHttpAdapter(options: AdapterOptions): WmsClient {
  checkSecret(options.secret);
  const { dialect } = options;
  const api = apiOf(options);
  const shapes = {
    page: stockPage(dialect),
    states: orderStates(dialect),
    events: eventsPage(dialect),
  };
  return {
    dialect,
    stockPage: async (cursor, signal) => {
      const path = `v1/stock?${query({ limit: `${PAGE_LINES_MAX}`, cursor })}`;
      const { text } = await api.get(path, signal);
      const page = readAnswer(shapes.page, text);
      checkPage(page, cursor, dialect);
      return page;
    },
    pushOrder: (order, signal) => pushOrder(api, order, dialect.orderKeys, signal),
    cancelOrder: (cancel, signal) => cancelOrder(api, cancel, signal),
    orderStates: async (references, signal) => {
      checkReferences(references);
      const asking = { kind: "read", json: { references }, accept: [200] } as const;
      const { text } = await api.post("v1/orders/states", asking, signal);
      const { orders } = readAnswer(shapes.states, text);
      checkStates(orders, references, dialect);
      return orders;
    },
    eventsSince: async (cursor, signal) => {
      const path = `v1/events?${query({ limit: `${EVENTS_MAX}`, since: cursor })}`;
      const { text } = await api.get(path, signal);
      const page = readAnswer(shapes.events, text);
      checkEvents(page, cursor);
      return page;
    },
  };
}

/** The events of a webhook's delivery. @throws WmsNonsense */
export function readHttpDelivery(text: string, dialect: WmsDialect): readonly WmsEvent[] {
  return readAnswer(toldEvents(dialect), text).events;
}

async function pushOrder(
  api: Api,
  { reference, warehouse, owner, lines }: WmsOrderRequest,
  withKey: boolean,
  signal: AbortSignal,
): Promise<PushOutcome> {
  checkReferences([reference]);
  const json = {
    reference,
    warehouse,
    owner,
    lines: lines.map((line) => ({ ...line, quantity: numberOf(line.quantity) })),
  };
  const headers = withKey ? { "idempotency-key": reference } : {};
  const asking = { kind: "order", json, headers, accept: [200, 201, 422] } as const;
  const { status, text } = await api.post("v1/orders", asking, signal);
  if (status === 422) return { outcome: "rejected", ...readAnswer(orderRefusal, text) };
  readAnswer(outcome("taken", reference), text);
  return { outcome: "taken" };
}

async function cancelOrder(
  api: Api,
  { reference, lines }: WmsCancel,
  signal: AbortSignal,
): Promise<"read" | "unknown"> {
  checkReferences([reference]);
  const json = {
    reference,
    lines: lines.map(({ line, quantity }) => ({ line, quantity: numberOf(quantity) })),
  };
  const asking = { kind: "order", json, accept: [202, 404] } as const;
  const { status, text } = await api.post("v1/orders/cancel", asking, signal);
  if (status === 202) {
    readAnswer(outcome("read", reference), text);
    return "read";
  }
  // Anything else may stand at a wrong address, and would say so of every order.
  if (!readsAs(unknownOrder, text)) throw new WmsRefused(404, "there is no such API here");
  return "unknown";
}

type Asking = Pick<HttpRequest, "kind" | "json" | "headers" | "accept">;

/** Requests to one API, by path. */
interface Api {
  get(path: string, signal: AbortSignal): Promise<Answer>;
  post(path: string, asking: Asking, signal: AbortSignal): Promise<Answer>;
}

function apiOf({ baseUrl, secret: bearer, transport }: AdapterOptions): Api {
  const base = checkedBaseUrl(baseUrl);
  const to = (path: string): { url: URL; bearer: string } => ({ url: new URL(path, base), bearer });
  return {
    get: (path, signal) =>
      transport.send({ kind: "read", method: "GET", accept: [200], ...to(path) }, signal),
    post: (path, asking, signal) =>
      transport.send({ ...asking, method: "POST", ...to(path) }, signal),
  };
}

function query(given: Readonly<Record<string, string | null>>): string {
  const said = Object.entries(given).flatMap(([name, value]) =>
    value === null ? [] : [[name, value]],
  );
  return new URLSearchParams(said).toString();
}

/** They are ours, and fit into a header. */
function checkReferences(references: readonly string[]): void {
  if (references.length > REFERENCES_MAX) {
    throw new RangeError(`no more than ${REFERENCES_MAX} orders may be asked about at once`);
  }
  if (references.every((reference) => /^[!-~]{1,200}$/.test(reference))) return;
  throw new TypeError("an order's reference must be printable ASCII without spaces");
}

/** Whole numbers of JSON are exact up to 2⁵³; our books take no more than 10¹⁵. */
function numberOf(quantity: bigint): number {
  const number = Number(quantity);
  if (number >= 0 && Number.isSafeInteger(number)) return number;
  throw new RangeError("a quantity must be a whole number that JSON can carry");
}
