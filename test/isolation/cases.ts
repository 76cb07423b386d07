import { randomUUID } from "node:crypto";

import { Condition } from "@holdfast/client";

import type { StockClient } from "../support/stockClient.ts";
import type { Names } from "./twoTenants.ts";

/** One way to reach for what another tenant has. */
export interface Reach {
  /** What is named. */
  readonly what: string;
  /** `OK`, or the reason that is told. */
  readonly ends: string;
  /** The call of a tenant who names somebody else's things beside its own. */
  readonly call: (client: StockClient, theirs: Names, own: Names) => Promise<unknown>;
}

interface Order {
  readonly requestId: string;
  readonly lines: { sku: string; quantity: bigint; location?: string; lot?: string }[];
  readonly replacesReservationId?: string;
}

const once = () => ({ requestId: randomUUID() });

/** Reserve and Sell take the same order. */
function orders(send: (client: StockClient, order: Order) => Promise<unknown>): Reach[] {
  const reach = (
    what: string,
    ends: string,
    order: (theirs: Names, own: Names) => Omit<Order, "requestId">,
  ): Reach => ({
    what,
    ends,
    call: (client, theirs, own) => send(client, { ...once(), ...order(theirs, own) }),
  });
  return [
    reach("SKU", "ITEM_NOT_FOUND", ({ sku }) => ({ lines: [{ sku, quantity: 1n }] })),
    reach("bundle", "ITEM_NOT_FOUND", ({ bundle: sku }) => ({ lines: [{ sku, quantity: 1n }] })),
    reach("location of a bundle", "LOCATION_NOT_FOUND", ({ location }, { bundle: sku }) => ({
      lines: [{ sku, location, quantity: 1n }],
    })),
    reach("location", "LOCATION_NOT_FOUND", ({ location }, { sku }) => ({
      lines: [{ sku, location, quantity: 1n }],
    })),
    reach("lot", "LOT_NOT_FOUND", ({ lot }, { milk }) => ({
      lines: [{ sku: milk, lot, quantity: 1n }],
    })),
    reach("reservation to replace", "RESERVATION_NOT_FOUND", ({ held }, { sku }) => ({
      lines: [{ sku, quantity: 1n }],
      replacesReservationId: held,
    })),
  ];
}

/** Commit, Release, Extend and Fulfil name a reservation. */
function reservations(
  send: (
    client: StockClient,
    named: { requestId: string; reservationId: string },
  ) => Promise<unknown>,
): Reach[] {
  return (["held", "committed", "ordered"] as const).map((what) => ({
    what: `${what} reservation`,
    ends: "RESERVATION_NOT_FOUND",
    call: (client, theirs) => send(client, { ...once(), reservationId: theirs[what] }),
  }));
}

const line = { quantity: 1n, quantityDelta: 1n };
const why = { reason: "counted" };

const INVENTORY: Readonly<Record<string, readonly Reach[]>> = {
  Reserve: orders(({ inventory }, order) => inventory.reserve(order)),
  Sell: orders(({ inventory }, order) => inventory.sell(order)),
  Commit: [
    ...reservations(({ inventory }, named) => inventory.commit(named)),
    ...reservations(({ inventory }, named) => inventory.commit({ ...named, onExpired: 2 })),
  ],
  Release: [
    ...reservations(({ inventory }, named) => inventory.release(named)),
    ...reservations(({ inventory }, named) => inventory.release({ ...named, scope: 2 })),
  ],
  Extend: reservations(({ inventory }, named) => inventory.extend(named)),
  Fulfil: reservations(({ inventory }, named) => inventory.fulfil(named)),
  Receive: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ inventory }, { sku }, { location }) =>
        inventory.receive({ ...once(), location, lines: [{ sku, ...line }] }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ inventory }, { location }, { sku }) =>
        inventory.receive({ ...once(), location, lines: [{ sku, ...line }] }),
    },
  ],
  Adjust: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ inventory }, { sku }, { location }) =>
        inventory.adjust({ ...once(), ...why, location, lines: [{ sku, ...line }] }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ inventory }, { location }, { sku }) =>
        inventory.adjust({ ...once(), ...why, location, lines: [{ sku, ...line }] }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ inventory }, { lot }, { milk, location }) =>
        inventory.adjust({ ...once(), ...why, location, lines: [{ sku: milk, lot, ...line }] }),
    },
  ],
  GetAvailability: [
    {
      what: "SKU and location",
      ends: "OK",
      call: ({ inventory }, { sku, bundle, location }, own) =>
        inventory.getAvailability({
          keys: [
            { sku },
            { sku: bundle },
            { sku: own.bundle, location },
            { sku, location },
            { sku: own.sku, location },
            { sku, location: own.location },
          ],
        }),
    },
  ],
  GetReservation: reservations(({ inventory }, { reservationId }) =>
    inventory.getReservation({ reservationId }),
  ),
  ListReservations: [
    {
      what: "label of an order",
      ends: "OK",
      call: ({ inventory }, { orderRef }) => inventory.listReservations({ orderRef }),
    },
  ],
};

const CATALOG: Readonly<Record<string, readonly Reach[]>> = {
  // What is created with a neighbour's names is in sameNames.test.ts: here nothing may change.
  CreateItem: [
    {
      what: "request id",
      ends: "SKU_EXISTS",
      call: ({ catalog }, { requestId }, { sku }) =>
        catalog.createItem({ requestId, item: { sku } }),
    },
  ],
  CreateLocation: [
    {
      what: "request id",
      ends: "LOCATION_EXISTS",
      call: ({ catalog }, { requestId }, { location: code }) =>
        catalog.createLocation({ requestId, location: { code } }),
    },
  ],
  GetItem: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku }) => catalog.getItem({ sku }),
    },
  ],
  SetParts: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { bundle: sku }, own) =>
        catalog.setParts({ ...once(), sku, parts: [{ sku: own.sku, quantity: 1n }] }),
    },
    {
      what: "part",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku }, own) =>
        catalog.setParts({ ...once(), sku: own.bundle, parts: [{ sku, quantity: 1n }] }),
    },
  ],
  GetParts: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { bundle: sku }) => catalog.getParts({ sku }),
    },
  ],
  GetLocation: [
    {
      what: "code",
      ends: "LOCATION_NOT_FOUND",
      call: ({ catalog }, { location: code }) => catalog.getLocation({ code }),
    },
  ],
  // They name nothing of a neighbour's but page tokens, which have a test of their own.
  ListItems: [{ what: "everything", ends: "OK", call: ({ catalog }) => catalog.listItems({}) }],
  ListLocations: [
    { what: "everything", ends: "OK", call: ({ catalog }) => catalog.listLocations({}) },
  ],
};

const change = { quantity: 1n, from: Condition.AVAILABLE, to: Condition.DAMAGED };

const STOCK: Readonly<Record<string, readonly Reach[]>> = {
  ChangeCondition: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { location }) =>
        stock.changeCondition({ ...once(), ...why, location, lines: [{ sku, ...change }] }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }, { sku }) =>
        stock.changeCondition({ ...once(), ...why, location, lines: [{ sku, ...change }] }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ stock }, { lot }, { milk: sku, location }) =>
        stock.changeCondition({ ...once(), ...why, location, lines: [{ sku, lot, ...change }] }),
    },
  ],
};

const account = (
  send: (client: StockClient, named: { account: string }) => Promise<unknown>,
): Reach => ({
  what: "account",
  ends: "WMS_ACCOUNT_NOT_FOUND",
  call: (client, theirs) => send(client, { account: theirs.account }),
});

const WMS: Readonly<Record<string, readonly Reach[]>> = {
  GetSyncStatus: [
    account(({ wms }, named) => wms.getSyncStatus(named)),
    { what: "everything", ends: "OK", call: ({ wms }) => wms.getSyncStatus({}) },
  ],
  SyncNow: [account(({ wms }, named) => wms.syncNow(named))],
  ListDrift: [
    { what: "everything", ends: "OK", call: ({ wms }) => wms.listDrift({}) },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ wms }, { outside }) => wms.listDrift({ location: outside }),
    },
  ],
  ResolveDrift: [
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ wms }, { outside: location }, { sku }) =>
        wms.resolveDrift({ ...once(), ...why, resolution: 1, location, sku }),
    },
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ wms }, { sku }, { outside: location }) =>
        wms.resolveDrift({ ...once(), ...why, resolution: 1, location, sku }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ wms }, { lot }, { outside: location, milk: sku }) =>
        wms.resolveDrift({ ...once(), ...why, resolution: 1, location, sku, lot }),
    },
  ],
  ListInbox: [
    account(({ wms }, named) => wms.listInbox(named)),
    { what: "all events", ends: "OK", call: ({ wms }, _, own) => wms.listInbox(own) },
  ],
  ReplayInbox: [
    account(({ wms }, named) => wms.replayInbox({ ...named, eventIds: ["E-2"] })),
    {
      what: "event",
      ends: "OK",
      call: ({ wms }, { eventId }, own) =>
        wms.replayInbox({ account: own.account, eventIds: [eventId] }),
    },
  ],
  UnparkOrder: [
    {
      what: "reference",
      ends: "WMS_ORDER_NOT_FOUND",
      call: ({ wms }, { reference }) => wms.unparkOrder({ ...once(), reference }),
    },
  ],
};

/** By name of the RPC: every way in which it lets a caller name something. */
export const CASES: Readonly<Record<string, readonly Reach[]>> = {
  ...INVENTORY,
  ...STOCK,
  ...CATALOG,
  ...WMS,
};
