import {
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  Location_Fulfilment,
  ReleaseRequest_Scope,
  type Reservation,
} from "@holdfast/client";

import { durationOf } from "../../support/shop.ts";
import type { CallOptions, StockClient } from "../../support/stockClient.ts";
import { movementOf, orderOf } from "./answers.ts";
import type { Answer, Asked, Heard, OrderLine, Units } from "./told.ts";

/** Longer than a server needs to give up on a database that is gone. */
const TIMEOUT_MS = 15_000;

/** Sends a request once. @throws CallFailed */
export async function send(client: StockClient, asked: Asked): Promise<Heard> {
  let isReplay = false;
  const onHeader: CallOptions["onHeader"] = (header) => {
    isReplay = header.get("holdfast-replay")[0] === "true";
  };
  const answer = await answerOf(client, asked, { timeoutMs: TIMEOUT_MS, onHeader });
  return { answer, isReplay };
}

async function answerOf(client: StockClient, asked: Asked, options: CallOptions): Promise<Answer> {
  const { inventory, catalog } = client;
  const { requestId } = asked;
  switch (asked.method) {
    case "createItem": {
      const { item } = await catalog.createItem({ requestId, item: { sku: asked.sku } }, options);
      return { of: "name", name: item?.sku ?? "" };
    }
    case "createLocation": {
      const { DEFERRED, IMMEDIATE } = Location_Fulfilment;
      const location = { code: asked.code, fulfilment: asked.deferred ? DEFERRED : IMMEDIATE };
      const created = await catalog.createLocation({ requestId, location }, options);
      return { of: "name", name: created.location?.code ?? "" };
    }
    case "receive": {
      const { location, lines } = asked;
      const request = { requestId, location, lines: quantities(lines) };
      return { of: "movement", movement: movementOf(await inventory.receive(request, options)) };
    }
    case "adjust": {
      const { location, lines } = asked;
      const request = { requestId, location, lines: deltas(lines), reason: "counted" };
      return { of: "movement", movement: movementOf(await inventory.adjust(request, options)) };
    }
    default: {
      const { reservation } = await change(client, asked, options);
      return { of: "order", order: orderOf(reservation) };
    }
  }
}

type OfOrders = "reserve" | "sell" | "commit" | "release" | "extend" | "fulfil";

function change(
  { inventory }: StockClient,
  asked: Extract<Asked, { method: OfOrders }>,
  options: CallOptions,
): Promise<{ reservation?: Reservation | undefined }> {
  const { requestId } = asked;
  // The label ties a reservation to what was asked, past the journal.
  const made = { requestId, orderRef: requestId };
  switch (asked.method) {
    case "reserve": {
      const ttl = durationOf(asked.ttlMs);
      return inventory.reserve({ ...made, lines: ordered(asked.lines), ttl }, options);
    }
    case "sell":
      return inventory.sell({ ...made, lines: ordered(asked.lines) }, options);
    case "commit": {
      const { KEEP, RELEASE } = CommitRequest_Remainder;
      const { FAIL, REACQUIRE } = CommitRequest_OnExpired;
      const remainder = asked.keepsRest ? KEEP : RELEASE;
      const onExpired = asked.reacquires ? REACQUIRE : FAIL;
      return inventory.commit({ ...named(asked), remainder, onExpired }, options);
    }
    case "release": {
      const { HOLDS, HOLDS_AND_COMMITS } = ReleaseRequest_Scope;
      const scope = asked.commitsToo ? HOLDS_AND_COMMITS : HOLDS;
      return inventory.release({ ...named(asked), scope }, options);
    }
    case "extend": {
      const { reservationId, ttlMs } = asked;
      return inventory.extend({ requestId, reservationId, ttl: durationOf(ttlMs) }, options);
    }
    case "fulfil":
      return inventory.fulfil(named(asked), options);
    default:
      throw new Error(`no such method: ${String(asked satisfies never)}`);
  }
}

function named(asked: Extract<Asked, { method: "commit" | "release" | "fulfil" }>) {
  const { requestId, reservationId, lines } = asked;
  return { requestId, reservationId, lines: quantities(lines) };
}

function quantities(lines: readonly Units[]) {
  return lines.map(({ sku, units }) => ({ sku, quantity: BigInt(units) }));
}

function deltas(lines: readonly Units[]) {
  return lines.map(({ sku, units }) => ({ sku, quantityDelta: BigInt(units) }));
}

function ordered(lines: readonly OrderLine[]) {
  return lines.map(({ sku, units, location }) => ({ sku, quantity: BigInt(units), location }));
}
