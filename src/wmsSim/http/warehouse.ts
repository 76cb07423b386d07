import { z } from "zod";

import { UnknownCursor } from "../world/world.ts";
import { REJECTED, UNDER_QUOTA, UNKNOWN_ORDER } from "./answers.ts";
import { NO_BODY, NO_QUERY, type Operation, operation } from "./operation.ts";
import { malformed, Refusal } from "./refusal.ts";
import {
  cancellation,
  cursor,
  eventsPage,
  limit,
  order,
  orderStates,
  read,
  references,
  stockPage,
  taken,
} from "./shapes.ts";
import type { Stage } from "./stage.ts";

const listStock = operation({
  id: "listStock",
  method: "GET",
  path: "/v1/stock",
  summary: "One page of what the warehouses have.",
  isControl: false,
  query: z.strictObject({ cursor: cursor.optional(), limit: limit(10_000, 10_000) }),
  body: NO_BODY,
  answers: { 200: { meaning: "a page", schema: stockPage }, ...UNDER_QUOTA },
  handle: (stage, { query }) => {
    const { world, faults } = stage;
    if (query.cursor !== undefined && faults.strikes("runInWalk", "listStock")) world.startRun();
    const ageMs = ageOf(stage, "listStock");
    const page = known(() => world.page(query.cursor ?? null, ageMs, query.limit));
    return { status: 200, body: page };
  },
});

const placeOrder = operation({
  id: "placeOrder",
  method: "POST",
  path: "/v1/orders",
  summary: "Hands an order over.",
  isControl: false,
  headers: { "idempotency-key": "the order's reference; needed where the dialect has order keys" },
  query: NO_QUERY,
  body: order,
  answers: {
    200: { meaning: "taken before, under the same key", schema: taken },
    201: { meaning: "taken", schema: taken },
    422: REJECTED,
    ...UNDER_QUOTA,
  },
  handle: ({ world }, { body, header }) => {
    const { reference } = body;
    const { orderKeys } = world.options.dialect;
    if (orderKeys && header("idempotency-key") !== reference) {
      throw malformed("the header idempotency-key must be the order's reference");
    }
    const isRepeat = orderKeys && world.orderStates([reference]).length > 0;
    const placed = world.placeOrder(body);
    if (placed.outcome === "rejected") throw new Refusal(422, "rejected", placed.reason);
    return { status: isRepeat ? 200 : 201, body: { outcome: "taken", reference } };
  },
});

const cancelOrder = operation({
  id: "cancelOrder",
  method: "POST",
  path: "/v1/orders/cancel",
  summary: "Asks that units be no longer delivered. What came of it, states tell.",
  isControl: false,
  query: NO_QUERY,
  body: cancellation,
  answers: { 202: { meaning: "read", schema: read }, 404: UNKNOWN_ORDER, ...UNDER_QUOTA },
  handle: ({ world }, { body }) => {
    const { reference } = body;
    if (world.cancelOrder(body) === "unknown") {
      throw new Refusal(404, "unknown_order", `there is no order ${reference}`);
    }
    return { status: 202, body: { outcome: "read", reference } };
  },
});

const listOrderStates = operation({
  id: "listOrderStates",
  method: "POST",
  path: "/v1/orders/states",
  summary: "What has become of orders.",
  isControl: false,
  query: NO_QUERY,
  body: references,
  answers: { 200: { meaning: "their states", schema: orderStates }, ...UNDER_QUOTA },
  handle: (stage, { body }) => {
    const ageMs = ageOf(stage, "listOrderStates");
    return { status: 200, body: { orders: stage.world.orderStates(body.references, ageMs) } };
  },
});

const listEvents = operation({
  id: "listEvents",
  method: "GET",
  path: "/v1/events",
  summary: "What happened since.",
  isControl: false,
  query: z.strictObject({ since: cursor.optional(), limit: limit(1_000, 100) }),
  body: NO_BODY,
  answers: { 200: { meaning: "events", schema: eventsPage }, ...UNDER_QUOTA },
  handle: ({ world }, { query }) => {
    return { status: 200, body: known(() => world.eventsSince(query.since ?? null, query.limit)) };
  },
});

/** What the warehouse system itself can be asked for. */
export const WAREHOUSE_OPERATIONS: readonly Operation[] = [
  listStock,
  placeOrder,
  cancelOrder,
  listOrderStates,
  listEvents,
];

/** How old an answer is: as old as the dialect allows at most, when a lag strikes. */
function ageOf({ world, faults }: Stage, on: string): number {
  const { lagMs } = world.options.dialect;
  return faults.strikes("lag", on) ? faults.amount(lagMs) : 0;
}

function known<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnknownCursor) throw malformed(error.message);
    throw error;
  }
}
