import { randomUUID } from "node:crypto";

import type { StockClient } from "../support/stockClient.ts";
import type { Reach } from "./reach.ts";

const once = () => ({ requestId: randomUUID() });
const why = { reason: "counted" };
const oneLot = { lot: "A", reason: "glass" };

/** Filters and recalls name an item, and some a location or a lot of it. */
export const STOCK_LISTS: Readonly<Record<string, readonly Reach[]>> = {
  SetStock: [
    {
      what: "SKU",
      ends: "ITEM_NOT_FOUND",
      call: ({ stock }, { sku }, { location }) =>
        stock.setStock({ ...once(), ...why, location, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }, { sku }) =>
        stock.setStock({ ...once(), ...why, location, lines: [{ sku, quantity: 1n }] }),
    },
    {
      what: "lot",
      ends: "LOT_NOT_FOUND",
      call: ({ stock }, { lot }, { milk: sku, location }) =>
        stock.setStock({ ...once(), ...why, location, lines: [{ sku, lot, quantity: 1n }] }),
    },
  ],
  ...lists("ListStock", ({ stock }, named) => stock.listStock(named), [
    { what: "lot", ends: "OK", call: ({ stock }, { lot }) => stock.listStock({ lot }) },
    {
      what: "supplier",
      ends: "OK",
      call: ({ stock }, { supplier }) => stock.listStock({ supplier }),
    },
  ]),
  ...lists("ListExpiring", ({ stock }, named) => stock.listExpiring(named), []),
  ...recalls("RecallLot", ({ stock }, named) =>
    stock.recallLot({ ...once(), ...oneLot, ...named }),
  ),
  ...recalls("LiftRecall", ({ stock }, named) =>
    stock.liftRecall({ ...once(), ...oneLot, ...named }),
  ),
  ...recalls("ListRecall", ({ stock }, named) => stock.listRecall({ ...named })),
  ListSupplierSales: [
    {
      what: "supplier",
      ends: "OK",
      call: ({ stock }, { supplier }) => stock.listSupplierSales({ supplier }),
    },
    {
      what: "location",
      ends: "LOCATION_NOT_FOUND",
      call: ({ stock }, { location }, { supplier }) =>
        stock.listSupplierSales({ supplier, location }),
    },
  ],
};

function lists(
  name: string,
  send: (client: StockClient, named: { sku?: string; location?: string }) => Promise<unknown>,
  more: readonly Reach[],
): Record<string, readonly Reach[]> {
  const item: Reach = {
    what: "SKU",
    ends: "ITEM_NOT_FOUND",
    call: (client, { sku }) => send(client, { sku }),
  };
  const place: Reach = {
    what: "location",
    ends: "LOCATION_NOT_FOUND",
    call: (client, { location }) => send(client, { location }),
  };
  return { [name]: [item, place, ...more] };
}

function recalls(
  name: string,
  send: (client: StockClient, named: { sku: string; lot: string }) => Promise<unknown>,
): Record<string, readonly Reach[]> {
  const item: Reach = {
    what: "SKU",
    ends: "ITEM_NOT_FOUND",
    call: (client, { milk: sku, lot }) => send(client, { sku, lot }),
  };
  const lot: Reach = {
    what: "lot",
    ends: "LOT_NOT_FOUND",
    call: (client, theirs, { milk: sku }) => send(client, { sku, lot: theirs.lot }),
  };
  return { [name]: [item, lot] };
}
