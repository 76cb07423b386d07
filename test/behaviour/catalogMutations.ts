import { randomUUID } from "node:crypto";

import type { CallOptions, StockClient } from "../support/stockClient.ts";
import type { Shop } from "../support/shop.ts";
import { named } from "./calls.ts";

type Catalog = StockClient["catalog"];
type Send = (options?: CallOptions) => Promise<object>;

/** Another payload each time, about an item and a location that are there. */
type Ask = (
  catalog: Catalog,
  requestId: string,
  known: { readonly sku: string; readonly code: string },
) => Send;

const mask = (path: string) => ({ updateMask: { paths: [path] } });

/** Every call that changes what the catalog has, beside those that create items and locations. */
const ASKED: Readonly<Record<string, Ask>> = {
  UpdateItem: (catalog, requestId, { sku }) => {
    const item = { sku, name: named("name") };
    return (told) => catalog.updateItem({ requestId, item, ...mask("name") }, told);
  },
  ArchiveItem: (catalog, requestId, { sku }) => {
    return (told) => catalog.archiveItem({ requestId, sku }, told);
  },
  RestoreItem: (catalog, requestId, { sku }) => {
    return (told) => catalog.restoreItem({ requestId, sku }, told);
  },
  UpdateLocation: (catalog, requestId, { code }) => {
    const location = { code, name: named("name") };
    return (told) => catalog.updateLocation({ requestId, location, ...mask("name") }, told);
  },
  ArchiveLocation: (catalog, requestId, { code }) => {
    return (told) => catalog.archiveLocation({ requestId, code }, told);
  },
  RestoreLocation: (catalog, requestId, { code }) => {
    return (told) => catalog.restoreLocation({ requestId, code }, told);
  },
  CreateLot: (catalog, requestId, { sku }) => {
    const lot = { sku, number: named("L") };
    return (told) => catalog.createLot({ requestId, lot }, told);
  },
  UpdateLot: (catalog, requestId, { sku }) => {
    const lot = { sku, number: "L", supplier: named("ACME") };
    return (told) => catalog.updateLot({ requestId, lot, ...mask("supplier") }, told);
  },
  SetSafetyStock: (catalog, requestId, { sku, code: location }) => {
    const safetyStock = [{ sku, location, quantity: 3n }];
    return (told) => catalog.setSafetyStock({ requestId, safetyStock }, told);
  },
};

/** What the answer says of the thing that was asked for. */
const NAMES = /"(?:sku|code|number)":"([^"]+)"/g;

/** By RPC: makes ready for one call of it. */
export const CATALOG_MUTATIONS = Object.entries(ASKED).map(
  ([name, ask]) =>
    [
      name,
      async (shop: Shop, requestId: string = randomUUID()) => {
        const known = { sku: named("ITEM"), code: named("PLACE") };
        const { catalog } = shop.client;
        await shop.item(known.sku);
        await shop.location(known.code);
        await catalog.createLot({ requestId: randomUUID(), lot: { sku: known.sku, number: "L" } });
        return {
          send: ask(catalog, requestId, known),
          rehearse: () => Promise.reject(new Error(`${name} cannot be rehearsed`)),
          idsIn: (answer: object) => namesIn(answer),
        };
      },
    ] as const,
);

function namesIn(answer: object): string[] {
  const text = JSON.stringify(answer, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
  return [...text.matchAll(NAMES)].map(([, name = ""]) => name);
}
