import { randomUUID } from "node:crypto";

import { Condition, type RowKind } from "@holdfast/client";

import type { StockClient } from "../support/stockClient.ts";
import type { Reach } from "./reach.ts";
import { STOCK_LISTS } from "./stockCases.ts";
import type { Names } from "./twoTenants.ts";

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

const mask = (path: string) => ({ updateMask: { paths: [path] } });

function items(send: (client: StockClient, named: { sku: string }) => Promise<unknown>): Reach[] {
  const call: Reach["call"] = (client, { sku }) => send(client, { sku });
  return [{ what: "SKU", ends: "ITEM_NOT_FOUND", call }];
}

function locations(
  send: (client: StockClient, named: { code: string }) => Promise<unknown>,
): Reach[] {
  const call: Reach["call"] = (client, { location: code }) => send(client, { code });
  return [{ what: "code", ends: "LOCATION_NOT_FOUND", call }];
}

function lots(
  send: (client: StockClient, named: { sku: string; number: string }) => Promise<unknown>,
): Reach[] {
  return [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: (client, { milk: sku, lot: number }) => send(client, { sku, number }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: (client, { lot: number }, { milk: sku }) => send(client, { sku, number }),
    },
  ];
}

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
  UpdateItem: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku }) =>
        catalog.updateItem({ ...once(), item: { sku }, ...mask("name") }),
    },
  ],
  ArchiveItem: items(({ catalog }, named) => catalog.archiveItem({ ...once(), ...named })),
  RestoreItem: items(({ catalog }, named) => catalog.restoreItem({ ...once(), ...named })),
  UpdateLocation: [
    {
      what: "code",
      ends: "LOCATION_NOT_FOUND",
      call: ({ catalog }, { location: code }) =>
        catalog.updateLocation({ ...once(), location: { code }, ...mask("name") }),
    },
  ],
  ArchiveLocation: locations(({ catalog }, named) =>
    catalog.archiveLocation({ ...once(), ...named }),
  ),
  RestoreLocation: locations(({ catalog }, named) =>
    catalog.restoreLocation({ ...once(), ...named }),
  ),
  CreateLot: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku, lot: number }) =>
        catalog.createLot({ ...once(), lot: { sku, number } }),
    },
  ],
  GetLot: lots(({ catalog }, named) => catalog.getLot(named)),
  UpdateLot: lots(({ catalog }, lot) => catalog.updateLot({ ...once(), lot, ...mask("supplier") })),
  ListLots: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku }) => catalog.listLots({ sku }),
    },
    { what: "everything", ends: "OK", call: ({ catalog }) => catalog.listLots({}) },
  ],
  // Rows that must be there already: what a neighbour has is not.
  BulkUpsertItems: [
    {
      what: "SKU",
      ends: "OK",
      call: ({ catalog }, { sku }) =>
        catalog.bulkUpsertItems({ ...once(), items: [{ sku, etag: "1" }] }),
    },
  ],
  BulkUpsertLocations: [
    {
      what: "code",
      ends: "OK",
      call: ({ catalog }, { location: code }) =>
        catalog.bulkUpsertLocations({ ...once(), locations: [{ code, etag: "1" }] }),
    },
  ],
  ValidateKeys: [
    {
      what: "SKU and location",
      ends: "OK",
      call: ({ catalog }, { sku, location }, own) =>
        catalog.validateKeys({
          keys: [
            { sku },
            { sku, location },
            { sku: own.sku, location },
            { sku, location: own.location },
          ],
        }),
    },
  ],
  SetSafetyStock: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ catalog }, { sku }, { location }) =>
        catalog.setSafetyStock({ ...once(), safetyStock: [{ sku, location }] }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ catalog }, { location }, { sku }) =>
        catalog.setSafetyStock({ ...once(), safetyStock: [{ sku, location }] }),
    },
  ],
  ListSafetyStock: [
    {
      what: "SKU",
      ends: "OK",
      call: ({ catalog }, { milk: sku }) => catalog.listSafetyStock({ sku }),
    },
    {
      what: "location",
      ends: "OK",
      call: ({ catalog }, { location }) => catalog.listSafetyStock({ location }),
    },
    { what: "everything", ends: "OK", call: ({ catalog }) => catalog.listSafetyStock({}) },
  ],
  GetTenant: [{ what: "nothing", ends: "OK", call: ({ catalog }) => catalog.getTenant({}) }],
  // They name nothing of a neighbour's but page tokens, which have a test of their own.
  ListItems: [{ what: "everything", ends: "OK", call: ({ catalog }) => catalog.listItems({}) }],
  ListLocations: [
    { what: "everything", ends: "OK", call: ({ catalog }) => catalog.listLocations({}) },
  ],
};

/** Before the call, after everything that was furnished. */
const lately = () => ({ seconds: BigInt(Math.floor(Date.now() / 1000) - 1), nanos: 0 });

const change = { quantity: 1n, from: Condition.AVAILABLE, to: Condition.DAMAGED };

/** ShipTransfer, ReceiveTransfer and their like name a transfer. */
function transfers(
  send: (client: StockClient, named: { requestId: string; transferId: string }) => Promise<unknown>,
): Reach[] {
  return [
    {
      what: "transfer",
      ends: "TRANSFER_NOT_FOUND",
      call: (client, { transfer: transferId }) => send(client, { ...once(), transferId }),
    },
  ];
}

/** RecordCount, CloseCount and their like name a count. */
function counts(
  send: (client: StockClient, named: { requestId: string; countId: string }) => Promise<unknown>,
): Reach[] {
  return [
    {
      what: "count",
      ends: "COUNT_NOT_FOUND",
      call: (client, { count: countId }) => send(client, { ...once(), countId }),
    },
  ];
}

const TRANSFERS: Readonly<Record<string, readonly Reach[]>> = {
  CreateTransfer: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { location: from }) =>
        stock.createTransfer({ ...once(), from, to: `${from}-2`, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "source",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location: from }, { sku, location: to }) =>
        stock.createTransfer({ ...once(), from, to, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "destination",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location: to }, { sku, location: from }) =>
        stock.createTransfer({ ...once(), from, to, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ stock }, { lot }, { milk: sku, location: from }) => {
        const lines = [{ sku, lot, quantity: 1n }];
        return stock.createTransfer({ ...once(), from, to: `${from}-2`, lines });
      },
    },
  ],
  ShipTransfer: transfers(({ stock }, named) => stock.shipTransfer(named)),
  ReceiveTransfer: transfers(({ stock }, named) =>
    stock.receiveTransfer({ ...named, final: true }),
  ),
  CancelTransfer: transfers(({ stock }, named) => stock.cancelTransfer({ ...named, ...why })),
  GetTransfer: transfers(({ stock }, { transferId }) => stock.getTransfer({ transferId })),
  ListTransfers: [
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location: to }) => stock.listTransfers({ to }),
    },
    {
      what: "source",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location: from }) => stock.listTransfers({ from }),
    },
    { what: "everything", ends: "OK", call: ({ stock }) => stock.listTransfers({}) },
  ],
};

const COUNTS: Readonly<Record<string, readonly Reach[]>> = {
  OpenCount: [
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }) => stock.openCount({ ...once(), location, scope: 1 }),
    },
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { location }) =>
        stock.openCount({ ...once(), location, scope: 2, skus: [sku] }),
    },
  ],
  RecordCount: [
    ...counts(({ stock }, named) =>
      stock.recordCount({ ...named, lines: [{ sku: "SOCK", quantity: 1n }] }),
    ),
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { count: countId }) =>
        stock.recordCount({ ...once(), countId, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ stock }, { lot }, { milk: sku, count: countId }) =>
        stock.recordCount({ ...once(), countId, lines: [{ sku, lot, quantity: 1n }] }),
    },
  ],
  CloseCount: counts(({ stock }, named) => stock.closeCount({ ...named, missingIsZero: true })),
  CancelCount: counts(({ stock }, named) => stock.cancelCount({ ...named, ...why })),
  GetCount: counts(({ stock }, { countId }) => stock.getCount({ countId })),
  ListCounts: [
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }) => stock.listCounts({ location }),
    },
    { what: "everything", ends: "OK", call: ({ stock }) => stock.listCounts({}) },
  ],
  ListCountLines: counts(({ stock }, { countId }) => stock.listCountLines({ countId })),
};

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
  Return: [
    ...reservations(({ stock }, named) =>
      stock.return({ ...named, lines: [{ line: 1, quantity: 1n }] }),
    ),
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }, { committed: reservationId }) =>
        stock.return({ ...once(), reservationId, location, lines: [{ line: 1, quantity: 1n }] }),
    },
  ],
  ListMovements: [
    { what: "SKU", ends: "OK", call: ({ stock }, { sku }) => stock.listMovements({ sku }) },
    {
      what: "location",
      ends: "OK",
      call: ({ stock }, { location }) => stock.listMovements({ location }),
    },
    {
      what: "lot",
      ends: "OK",
      call: ({ stock }, { lot }, { milk: sku }) => stock.listMovements({ sku, lot }),
    },
    {
      what: "reservation",
      ends: "OK",
      call: ({ stock }, { committed: reservationId }) => stock.listMovements({ reservationId }),
    },
    {
      what: "label of an order",
      ends: "OK",
      call: ({ stock }, { orderRef }) => stock.listMovements({ orderRef }),
    },
  ],
  GetStockAsOf: [
    {
      what: "SKU and location",
      ends: "OK",
      call: ({ stock }, { sku, location }, own) =>
        stock.getStockAsOf({
          at: { case: "recordTime", value: lately() },
          keys: [{ sku }, { sku, location }, { sku: own.sku, location }],
        }),
    },
    {
      what: "whole location",
      ends: "OK",
      call: ({ stock }, { location }) =>
        stock.getStockAsOf({ at: { case: "occurredTime", value: lately() }, location }),
    },
  ],
  GetStockCard: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { location }) => stock.getStockCard({ sku, location }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }, { sku }) => stock.getStockCard({ sku, location }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ stock }, { lot }, { milk: sku, location }) =>
        stock.getStockCard({ sku, location, lot }),
    },
  ],
  ExplainReservation: reservations(({ stock }, { reservationId }) =>
    stock.explainReservation({ reservationId }),
  ),
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

const importing = (
  what: string,
  kind: RowKind,
  header: string,
  row: (theirs: Names, own: Names) => readonly string[],
): Reach => ({
  what,
  ends: "OK",
  call: ({ exchange }, theirs, own) => {
    const chunk = Buffer.from(row(theirs, own).join(","));
    return exchange.import({ ...once(), kind, format: 1, header, chunk });
  },
});

const MOVED = "movement_id,kind,sku,location,lot,quantity";

const EXCHANGE: Readonly<Record<string, readonly Reach[]>> = {
  // Unknown names are told beside the rows. What is made with a neighbour's names is in sameNames.test.ts.
  Import: [
    importing("SKU of stock", 3, "sku,location,on_hand", ({ sku }, { location }) => [
      sku,
      location,
      "3",
    ]),
    importing("location of stock", 3, "sku,location,on_hand", ({ location }, { sku }) => [
      sku,
      location,
      "3",
    ]),
    importing("SKU of a movement", 4, MOVED, ({ sku }, { location }) => [
      "m",
      "receive",
      sku,
      location,
      "",
      "3",
    ]),
    importing("lot of a movement", 4, MOVED, ({ lot }, { milk, location }) => [
      "m",
      "lost",
      milk,
      location,
      lot,
      "-3",
    ]),
  ],
  Export: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ exchange }, { sku }) => exchange.export({ kind: 3, format: 1, sku }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ exchange }, { location }) => exchange.export({ kind: 4, format: 1, location }),
    },
    {
      what: "item",
      ends: "OK",
      call: ({ exchange }, { sku }) => exchange.export({ kind: 1, format: 1, sku }),
    },
    {
      what: "place",
      ends: "OK",
      call: ({ exchange }, { location }) => exchange.export({ kind: 2, format: 1, location }),
    },
  ],
};

/** By name of the RPC: every way in which it lets a caller name something. */
export const CASES: Readonly<Record<string, readonly Reach[]>> = {
  ...INVENTORY,
  ...STOCK,
  ...STOCK_LISTS,
  ...TRANSFERS,
  ...COUNTS,
  ...CATALOG,
  ...EXCHANGE,
  ...WMS,
};
