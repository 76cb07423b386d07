import { randomUUID } from "node:crypto";

const socks = { sku: "SOCK", location: "MAIN" };
const order = { orderRef: "A-1", lines: [{ ...socks, quantity: 1n }] };
const dry = { validateOnly: true };

/** By RPC: a request in which every field is filled in and nothing is wrong, for tests to spoil one field. */
export const REQUESTS: Readonly<Record<string, () => object>> = {
  Reserve: () => ({ ...once(), ...order, ...dry }),
  Sell: () => ({ ...once(), ...order, ...dry }),
  Commit: () => ({ ...named(), lines: [{ line: 1, sku: "SOCK", quantity: 1n }] }),
  Release: () => ({ ...named(), lines: [{ line: 1, sku: "SOCK", quantity: 1n }], reason: "why" }),
  Extend: () => ({ ...named(), ttl: { seconds: 60n } }),
  Fulfil: () => ({ ...named(), lines: [{ line: 1, sku: "SOCK", quantity: 1n }], reference: "P" }),
  Receive: () => ({
    ...once(),
    ...dry,
    location: "MAIN",
    lines: [{ sku: "SOCK", quantity: 1n, lot: lot() }],
  }),
  Adjust: () => ({
    ...once(),
    ...dry,
    location: "MAIN",
    lines: [{ sku: "SOCK", quantityDelta: 1n }],
    reason: "counted",
  }),
  ChangeCondition: () => ({
    ...once(),
    ...dry,
    location: "MAIN",
    lines: [{ sku: "SOCK", quantity: 1n, from: 1, to: 2 }],
    reason: "wet",
  }),
  GetAvailability: () => ({ keys: [socks] }),
  GetReservation: () => ({ reservationId: randomUUID() }),
  ListReservations: () => ({}),
  CreateItem: () => ({ ...once(), item: { sku: randomUUID(), name: "Sock", unit: "pair" } }),
  GetItem: () => ({ sku: "SOCK" }),
  ListItems: () => ({}),
  CreateLocation: () => ({ ...once(), location: { code: randomUUID(), timeZone: "Europe/Rome" } }),
  SetParts: () => ({ ...once(), sku: randomUUID(), parts: [{ sku: "SOCK", quantity: 1n }] }),
  GetParts: () => ({ sku: "SOCK" }),
  GetLocation: () => ({ code: "MAIN" }),
  ListLocations: () => ({}),
  GetSyncStatus: () => ({}),
  SyncNow: () => ({ account: "nobody", jobs: [2] }),
  ListDrift: () => ({ classes: [1] }),
  ResolveDrift: () => ({
    ...once(),
    location: "NOWHERE",
    sku: "SOCK",
    resolution: 1,
    reason: "counted",
  }),
  ListInbox: () => ({ account: "nobody" }),
  ReplayInbox: () => ({ account: "nobody", eventIds: ["E-1"] }),
  UnparkOrder: () => ({ ...once(), reference: "0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f.1" }),
};

function once() {
  return { requestId: randomUUID() };
}

function named() {
  return { ...once(), reservationId: randomUUID() };
}

function lot() {
  const unitCost = { currencyCode: "EUR", amount: "1.50" };
  return { number: "L-1", supplier: "ACME", unitCost };
}
