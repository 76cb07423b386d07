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
  SetStock: () => ({
    ...once(),
    ...dry,
    location: "MAIN",
    lines: [{ sku: "SOCK", quantity: 1n }],
    reason: "counted",
    reasonCode: 11,
    reference: "C-1",
  }),
  ListStock: () => ({ ...socks, condition: 1 }),
  ListExpiring: () => ({ ...socks, beforeTime: { seconds: 2_000_000_000n } }),
  RecallLot: () => ({ ...once(), ...dry, sku: "MILK", lot: "A", reason: "glass", reference: "R" }),
  LiftRecall: () => ({ ...once(), ...dry, sku: "MILK", lot: "A", reason: "sugar", reference: "R" }),
  ListRecall: () => ({ sku: "MILK", lot: "A" }),
  ListSupplierSales: () => ({ supplier: "MILL", location: "MAIN", fromTime: { seconds: 1n } }),
  Return: () => ({
    ...named(),
    lines: [{ line: 1, sku: "SOCK", quantity: 1n, to: 1 }],
    reason: "too small",
    reference: "RMA",
  }),
  ListMovements: () => ({
    sku: "SOCK",
    location: "MAIN",
    orderRef: "A-1",
    kinds: [1],
    actor: "nobody",
    recordStartTime: { seconds: 1n },
    occurredEndTime: { seconds: 2_000_000_000n },
  }),
  GetStockAsOf: () => ({ at: { case: "recordTime", value: { seconds: 1n } }, keys: [socks] }),
  GetStockCard: () => ({ ...socks }),
  ExplainReservation: () => ({ reservationId: randomUUID() }),
  CreateTransfer: () => ({
    ...once(),
    ...dry,
    from: "MAIN",
    to: "STORE",
    lines: [{ sku: "SOCK", quantity: 1n }],
    reference: "DN",
  }),
  ShipTransfer: () => ({ ...transfer(), lines: [{ line: 1, quantity: 1n }], reference: "DN" }),
  ReceiveTransfer: () => ({
    ...transfer(),
    lines: [{ line: 1, lot: "L-1", received: 1n, damaged: 1n, lost: 1n }],
    reference: "DN",
  }),
  CancelTransfer: () => ({ ...transfer(), reason: "late" }),
  GetTransfer: () => ({ transferId: randomUUID() }),
  ListTransfers: () => ({}),
  OpenCount: () => ({ ...once(), ...dry, location: "MAIN", scope: 2, skus: ["SOCK"] }),
  RecordCount: () => ({ ...count(), lines: [{ sku: "SOCK", quantity: 1n }] }),
  CloseCount: () => ({ ...count(), reason: "counted" }),
  CancelCount: () => ({ ...count(), reason: "late" }),
  GetCount: () => ({ countId: randomUUID() }),
  ListCounts: () => ({}),
  ListCountLines: () => ({ countId: randomUUID() }),
  GetAvailability: () => ({ keys: [socks] }),
  GetReservation: () => ({ reservationId: randomUUID() }),
  ListReservations: () => ({}),
  CreateItem: () => ({
    ...once(),
    item: item(randomUUID()),
    initialStock: [{ location: "MAIN", quantity: 1n, lot: lot() }],
  }),
  GetItem: () => ({ sku: "SOCK" }),
  ListItems: () => ({}),
  CreateLocation: () => ({ ...once(), location: { code: randomUUID(), timeZone: "Europe/Rome" } }),
  SetParts: () => ({ ...once(), sku: randomUUID(), parts: [{ sku: "SOCK", quantity: 1n }] }),
  GetParts: () => ({ sku: "SOCK" }),
  GetLocation: () => ({ code: "MAIN" }),
  ListLocations: () => ({}),
  UpdateItem: () => ({ ...once(), item: item("SOCK"), ...mask("name") }),
  ArchiveItem: () => ({ ...once(), sku: "NONE" }),
  RestoreItem: () => ({ ...once(), sku: "SOCK" }),
  UpdateLocation: () => ({ ...once(), location: { code: "MAIN" }, ...mask("name") }),
  ArchiveLocation: () => ({ ...once(), code: "NONE" }),
  RestoreLocation: () => ({ ...once(), code: "MAIN" }),
  CreateLot: () => ({ ...once(), lot: { sku: "SOCK", number: randomUUID(), unitCost: cost() } }),
  GetLot: () => ({ sku: "SOCK", number: "L-1" }),
  ListLots: () => ({}),
  UpdateLot: () => ({
    ...once(),
    lot: { sku: "SOCK", number: "L-1", unitCost: cost() },
    ...mask("supplier"),
  }),
  BulkUpsertItems: () => ({ ...once(), items: [{ sku: "SHOE" }] }),
  BulkUpsertLocations: () => ({ ...once(), locations: [{ code: "HUB" }] }),
  ValidateKeys: () => ({ keys: [socks] }),
  SetSafetyStock: () => ({ ...once(), safetyStock: [{ ...socks, quantity: 0n }] }),
  ListSafetyStock: () => ({}),
  GetTenant: () => ({}),
  Import: () => ({
    ...once(),
    ...dry,
    kind: 3,
    format: 1,
    chunk: Buffer.from("SOCK,MAIN,1\n"),
    firstLine: 2n,
    header: "sku,location,on_hand",
  }),
  Export: () => ({ kind: 3, format: 1 }),
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

function transfer() {
  return { ...once(), transferId: randomUUID() };
}

function count() {
  return { ...once(), countId: randomUUID() };
}

function lot() {
  return { number: "L-1", supplier: "ACME", unitCost: cost() };
}

function item(sku: string) {
  return { sku, name: "Sock", unit: "pair", price: cost(), attributes: { colour: "red" } };
}

function cost() {
  return { currencyCode: "EUR", amount: "1.50" };
}

function mask(path: string) {
  return { updateMask: { paths: [path] } };
}
