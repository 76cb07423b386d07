import type { DescMethodUnary } from "@bufbuild/protobuf";
import {
  CatalogService,
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  Condition,
  ReasonCode,
  InventoryService,
  ReleaseRequest_Scope,
  Reservation_State,
  StockService,
  WmsService,
} from "@holdfast/client";

const { method: stock } = InventoryService;
const desk = StockService.method;
const { changeCondition } = desk;
const { method: catalog } = CatalogService;
const { method: wms } = WmsService;

/** What earlier answers of the same walk have named: reservation ids and page tokens, by step. */
export type Known = Readonly<Record<string, string>>;

/** One call of the walk, and what every door has to say to it. */
export interface Step {
  readonly name: string;
  readonly method: DescMethodUnary;
  readonly request: (known: Known) => object;
  /** `OK`, a reason, or `replay`. */
  readonly says: string;
  /** Remembers the answer's reservation, or its page token, under this name. */
  readonly as?: string;
}

const sock = (quantity: bigint) => ({ lines: [{ sku: "SOCK", quantity }] });
const of = (known: Known, name: string) => ({ reservationId: known[name] ?? "" });
const NOBODY = "00000000-0000-4000-8000-000000000000";

function step(
  name: string,
  method: DescMethodUnary,
  says: string,
  request: object | ((known: Known) => object),
  as?: string,
): Step {
  const built = typeof request === "function" ? request : () => request;
  const asked = (known: Known) => ({
    ...(isMutation(method) && { requestId: name }),
    ...built(known),
  });
  return { name, method, says, request: asked as Step["request"], ...(as !== undefined && { as }) };
}

function isMutation({ input }: DescMethodUnary): boolean {
  return input.field["requestId"] !== undefined;
}

const way = { from: "MAIN", to: "STORE" };
const sent = (known: Known, name: string) => ({ transferId: known[name] ?? "" });
const counted = (known: Known, name: string) => ({ countId: known[name] ?? "" });

/** What moves between locations, and what is counted. */
const MOVES: readonly Step[] = [
  step("create a store", catalog.createLocation, "OK", { location: { code: "STORE" } }),
  step("receive what is to move", stock.receive, "OK", { location: "MAIN", ...sock(9n) }),
  step("plan a transfer", desk.createTransfer, "OK", { ...way, ...sock(4n) }, "transfer"),
  step("plan a transfer to nowhere", desk.createTransfer, "LOCATION_NOT_FOUND", {
    ...sock(1n),
    ...way,
    to: "X",
  }),
  step("plan a transfer in a circle", desk.createTransfer, "FIELD_VIOLATION", {
    ...sock(1n),
    ...way,
    to: "MAIN",
  }),
  step("ship it", desk.shipTransfer, "OK", (k) => ({
    ...sent(k, "transfer"),
    expectedTime: { seconds: 4_000_000_000n },
  })),
  step("ship it again", desk.shipTransfer, "INVALID_MOVEMENT", (k) => sent(k, "transfer")),
  step("receive a part of it", desk.receiveTransfer, "OK", (k) => ({
    ...sent(k, "transfer"),
    lines: [{ line: 1, received: 1n, damaged: 1n, lost: 1n }],
  })),
  step("get it", desk.getTransfer, "OK", (k) => sent(k, "transfer")),
  step("list what is on its way", desk.listTransfers, "OK", { to: "STORE", state: 2 }),
  step("call it off", desk.cancelTransfer, "OK", (k) => ({
    ...sent(k, "transfer"),
    reason: "late",
  })),
  step("call it off again", desk.cancelTransfer, "TRANSFER_CLOSED", (k) => ({
    ...sent(k, "transfer"),
    reason: "late",
  })),
  step("get no transfer", desk.getTransfer, "TRANSFER_NOT_FOUND", { transferId: NOBODY }),
  step("open a count", desk.openCount, "OK", { location: "STORE", scope: 1 }, "count"),
  step("open a count of nothing", desk.openCount, "FIELD_VIOLATION", {
    location: "STORE",
    scope: 2,
  }),
  step("record it", desk.recordCount, "OK", (k) => ({ ...counted(k, "count"), ...sock(1n) })),
  step("get the count", desk.getCount, "OK", (k) => counted(k, "count")),
  step("list its lines", desk.listCountLines, "OK", (k) => counted(k, "count")),
  step("close it", desk.closeCount, "OK", (k) => counted(k, "count")),
  step("cancel it", desk.cancelCount, "COUNT_CLOSED", (k) => ({
    ...counted(k, "count"),
    reason: "late",
  })),
  step("list counts", desk.listCounts, "OK", { location: "STORE" }),
  step("get no count", desk.getCount, "COUNT_NOT_FOUND", { countId: NOBODY }),
];

/** Every method, its answers and each kind of its failures, in an order in which each has its state. */
export const WALK: readonly Step[] = [
  step("create an item", catalog.createItem, "OK", {
    item: { sku: "SOCK", name: "Søck ✓", seller: "Mill", unit: "pair", displayScale: 2 },
  }),
  step("create a lot-tracked item", catalog.createItem, "OK", {
    item: { sku: "MILK", lotTracked: true },
  }),
  step("create it again", catalog.createItem, "SKU_EXISTS", { item: { sku: "SOCK" } }),
  step("create an item without a SKU", catalog.createItem, "FIELD_VIOLATION", { item: {} }),
  step("create no item", catalog.createItem, "FIELD_VIOLATION", {}),
  step("create a location", catalog.createLocation, "OK", { location: { code: "MAIN" } }),
  step("create a depot", catalog.createLocation, "OK", {
    location: { code: "DEPOT", kind: 3, fulfilment: 2, sourcingPriority: 9, safetyStock: 1n },
  }),
  step("create it again too", catalog.createLocation, "LOCATION_EXISTS", {
    location: { code: "MAIN" },
  }),
  step("get an item", catalog.getItem, "OK", { sku: "SOCK" }),
  step("get no item", catalog.getItem, "ITEM_NOT_FOUND", { sku: "NÖTHING" }),
  step("get a location", catalog.getLocation, "OK", { code: "DEPOT" }),
  step("get no location", catalog.getLocation, "LOCATION_NOT_FOUND", { code: "NOWHERE" }),
  step("list items", catalog.listItems, "OK", { pageSize: 1 }, "items"),
  step("list more items", catalog.listItems, "OK", ({ items }) => ({ pageToken: items })),
  step(
    "list locations by a wrong token",
    catalog.listLocations,
    "FIELD_VIOLATION",
    ({ items }) => ({
      pageToken: items,
    }),
  ),
  step("describe an item", catalog.updateItem, "OK", {
    item: {
      sku: "SOCK",
      name: "Søck, wool",
      price: { currencyCode: "EUR", amount: "9.90" },
      attributes: { größe: "38–40" },
    },
    updateMask: { paths: ["name", "price", "attributes"] },
  }),
  step("describe what nobody may", catalog.updateItem, "FIELD_VIOLATION", {
    item: { sku: "SOCK" },
    updateMask: { paths: ["sku"] },
  }),
  step("describe what was otherwise", catalog.updateLocation, "STALE_EXPECTATION", {
    location: { code: "DEPOT", etag: "9" },
    updateMask: { paths: ["name"] },
  }),
  step("find it by a text", catalog.listItems, "OK", { text: "SØCK", seller: "Mill" }),
  step("announce a lot", catalog.createLot, "OK", {
    lot: { sku: "MILK", number: "Z-9", supplierReference: "Ü 9" },
  }),
  step("announce it again", catalog.createLot, "LOT_EXISTS", {
    lot: { sku: "MILK", number: "Z-9" },
  }),
  step("tell no lot", catalog.getLot, "LOT_NOT_FOUND", { sku: "MILK", number: "Y" }),
  step("archive a depot", catalog.archiveLocation, "OK", { code: "DEPOT" }),
  step("check keys", catalog.validateKeys, "OK", {
    keys: [{ sku: "SOCK", location: "MAIN" }, { sku: "SOCK", location: "DEPOT" }, { sku: "Ø" }],
  }),
  step("open it again", catalog.restoreLocation, "OK", { code: "DEPOT" }),
  step("import rows, right and wrong", catalog.bulkUpsertItems, "OK", {
    items: [{ sku: "SHOE" }, { sku: " " }, { sku: "SHOE" }],
  }),
  step("say what is kept back", catalog.setSafetyStock, "OK", {
    safetyStock: [{ sku: "SHOE", location: "MAIN", quantity: 2n }],
  }),
  step("tell what is kept back", catalog.listSafetyStock, "OK", {}),
  step("receive", stock.receive, "OK", { location: "MAIN", reference: "DN 1", ...sock(9n) }),
  step("receive lots", stock.receive, "OK", {
    location: "DEPOT",
    lines: [
      { sku: "MILK", quantity: 5n, lot: lot("A", 4_000_000_000n) },
      { sku: "MILK", quantity: 5n, lot: lot("B", 4_100_000_000n) },
    ],
  }),
  step("receive without a lot", stock.receive, "LOT_REQUIRED", {
    location: "MAIN",
    lines: [{ sku: "MILK", quantity: 1n }],
  }),
  step("receive another lot A", stock.receive, "LOT_MISMATCH", {
    location: "DEPOT",
    lines: [{ sku: "MILK", quantity: 5n, lot: lot("A", 4_100_000_000n) }],
  }),
  step("receive nowhere", stock.receive, "LOCATION_NOT_FOUND", { location: "X", ...sock(1n) }),
  step(
    "reserve",
    stock.reserve,
    "OK",
    { orderRef: "Ä-1", ttl: { seconds: 600n }, ...sock(2n) },
    "hold",
  ),
  step("reserve too much", stock.reserve, "INSUFFICIENT_STOCK", sock(8n)),
  step("reserve nothing", stock.reserve, "FIELD_VIOLATION", sock(0n)),
  step("reserve too long", stock.reserve, "FIELD_VIOLATION", {
    ttl: { seconds: 90_000n },
    ...sock(1n),
  }),
  step("reserve the unknown", stock.reserve, "ITEM_NOT_FOUND", {
    lines: [{ sku: "100% : = , ünknown", quantity: 1n }],
  }),
  step("reserve an unknown lot", stock.reserve, "LOT_NOT_FOUND", {
    lines: [{ sku: "MILK", quantity: 1n, lot: "Z" }],
  }),
  step("rehearse", stock.reserve, "OK", { validateOnly: true, ...sock(2n) }),
  step("extend", stock.extend, "OK", (k) => ({ ...of(k, "hold"), ttl: { seconds: 900n } })),
  step("commit a part", stock.commit, "OK", (k) => ({
    ...of(k, "hold"),
    lines: [{ line: 1, quantity: 1n }],
    remainder: CommitRequest_Remainder.KEEP,
    onExpired: CommitRequest_OnExpired.REACQUIRE,
  })),
  step("commit too much", stock.commit, "INVALID_MOVEMENT", (k) => ({
    ...of(k, "hold"),
    lines: [{ line: 1, quantity: 5n }],
  })),
  step("commit no such line", stock.commit, "LINE_NOT_FOUND", (k) => ({
    ...of(k, "hold"),
    lines: [{ sku: "MILK" }],
  })),
  step("commit nobody's", stock.commit, "RESERVATION_NOT_FOUND", { reservationId: NOBODY }),
  step("release", stock.release, "OK", (k) => ({ ...of(k, "hold"), reason: "bye" })),
  step("release again", stock.release, "RESERVATION_CLOSED", (k) => of(k, "hold")),
  step("sell milk", stock.sell, "OK", { lines: [{ sku: "MILK", quantity: 7n }] }, "sale"),
  step("ship a part", stock.fulfil, "OK", (k) => ({
    ...of(k, "sale"),
    lines: [{ sku: "MILK", quantity: 3n }],
    reference: "P-1",
  })),
  step("cancel the rest", stock.release, "OK", (k) => ({
    ...of(k, "sale"),
    scope: ReleaseRequest_Scope.HOLDS_AND_COMMITS,
  })),
  step("ship again", stock.fulfil, "RESERVATION_CLOSED", (k) => of(k, "sale")),
  step("adjust", stock.adjust, "OK", {
    location: "MAIN",
    reason: "broken",
    lines: [{ sku: "SOCK", quantityDelta: -1n, expectedQuantity: 8n }],
  }),
  step("adjust what is otherwise", stock.adjust, "STALE_EXPECTATION", {
    location: "MAIN",
    reason: "broken",
    lines: [{ sku: "SOCK", quantityDelta: -1n, expectedQuantity: 0n }],
  }),
  step("adjust without a reason", stock.adjust, "FIELD_VIOLATION", {
    location: "MAIN",
    lines: [{ sku: "SOCK", quantityDelta: 0n }],
  }),
  step("find some damaged", changeCondition, "OK", {
    ...spoilt(2n),
    reference: "QA 1",
  }),
  step("find more damaged than there are", changeCondition, "INVALID_MOVEMENT", spoilt(6n)),
  step("reserve the rest", stock.reserve, "OK", sock(5n)),
  step("damage what is promised", changeCondition, "INVALID_MOVEMENT", spoilt(1n)),
  step("damage what is promised, in truth", changeCondition, "OK", {
    ...spoilt(1n),
    physicalTruth: true,
  }),
  step("find nothing otherwise", changeCondition, "FIELD_VIOLATION", {
    location: "MAIN",
    reason: "wet",
    lines: [{ sku: "SOCK", quantity: 1n, from: Condition.DAMAGED, to: Condition.DAMAGED }],
  }),
  step("find nothing in no condition", changeCondition, "FIELD_VIOLATION", {
    location: "MAIN",
    lines: [{ sku: "SOCK", quantity: 1n }],
  }),
  step("set what is there", desk.setStock, "OK", {
    location: "MAIN",
    reason: "counted",
    reasonCode: ReasonCode.FOUND,
    lines: [{ sku: "SOCK", quantity: 9n, expectedQuantity: 7n }],
  }),
  step("set what is otherwise", desk.setStock, "STALE_EXPECTATION", {
    location: "MAIN",
    reason: "counted",
    lines: [{ sku: "SOCK", quantity: 9n, expectedQuantity: 0n }],
  }),
  step("set less than nothing", desk.setStock, "FIELD_VIOLATION", {
    location: "MAIN",
    reason: "counted",
    lines: [{ sku: "SOCK", quantity: -1n }],
  }),
  step("list stock", desk.listStock, "OK", { location: "MAIN", condition: Condition.DAMAGED }),
  step("list stock of nothing", desk.listStock, "ITEM_NOT_FOUND", { sku: "NÖTHING" }),
  step("list what expires", desk.listExpiring, "OK", { beforeTime: { seconds: 4_102_444_800n } }),
  step("list what expires nowhere", desk.listExpiring, "LOCATION_NOT_FOUND", { location: "Øst" }),
  step("recall a lot", desk.recallLot, "OK", { sku: "MILK", lot: "B", reason: "glass" }),
  step("tell of it", desk.listRecall, "OK", { sku: "MILK", lot: "B" }),
  step("let it serve again", desk.liftRecall, "OK", { sku: "MILK", lot: "B", reason: "sugar" }),
  step("recall no lot", desk.recallLot, "LOT_NOT_FOUND", {
    sku: "MILK",
    lot: "Ø",
    reason: "glass",
  }),
  step("lift no recall", desk.liftRecall, "LOT_NOT_FOUND", { sku: "MILK", lot: "Ø", reason: "no" }),
  step("tell of no recall", desk.listRecall, "LOT_NOT_FOUND", { sku: "MILK", lot: "Ø" }),
  step("tell of a supplier", desk.listSupplierSales, "OK", { supplier: "DAIRY" }),
  step("tell of no supplier", desk.listSupplierSales, "FIELD_VIOLATION", {}),
  ...MOVES,
  step("tell availability", stock.getAvailability, "OK", {
    keys: [{ sku: "SOCK" }, { sku: "MILK", location: "DEPOT" }, { sku: "NÖTHING" }],
  }),
  step("tell availability of nothing", stock.getAvailability, "FIELD_VIOLATION", {}),
  step("get a reservation", stock.getReservation, "OK", (k) => of(k, "sale")),
  step("get nobody's", stock.getReservation, "RESERVATION_NOT_FOUND", { reservationId: NOBODY }),
  step("get no UUID", stock.getReservation, "FIELD_VIOLATION", { reservationId: "hold" }),
  step("list reservations", stock.listReservations, "OK", {
    state: Reservation_State.FULFILLED,
    pageSize: 5,
  }),
  step("tell how warehouses are kept in step", wms.getSyncStatus, "OK", {}),
  step("tell of no warehouse", wms.getSyncStatus, "WMS_ACCOUNT_NOT_FOUND", { account: "Øst" }),
  step("ask nobody at once", wms.syncNow, "WMS_ACCOUNT_NOT_FOUND", { account: "Øst", jobs: [2] }),
  step("ask for no job", wms.syncNow, "FIELD_VIOLATION", { account: "Øst", jobs: [0] }),
  step("list no drift", wms.listDrift, "OK", {}),
  step("list drift where none can be", wms.listDrift, "LOCATION_NOT_FOUND", { location: "MAIN" }),
  step("resolve what is ours to count", wms.resolveDrift, "INVALID_MOVEMENT", {
    location: "MAIN",
    sku: "SOCK",
    resolution: 1,
    reason: "counted",
  }),
  step("resolve in no way", wms.resolveDrift, "FIELD_VIOLATION", {
    location: "MAIN",
    sku: "SOCK",
    reason: "counted",
  }),
  step("list nobody's events", wms.listInbox, "WMS_ACCOUNT_NOT_FOUND", { account: "Øst" }),
  step("replay no event", wms.replayInbox, "FIELD_VIOLATION", { account: "Øst" }),
  step("unpark nobody's order", wms.unparkOrder, "WMS_ORDER_NOT_FOUND", { reference: "X.1" }),
  step("reserve as before", stock.reserve, "replay", {
    requestId: "reserve",
    orderRef: "Ä-1",
    ttl: { seconds: 600n },
    ...sock(2n),
  }),
  step("reserve otherwise", stock.reserve, "REQUEST_ID_REUSED", {
    requestId: "reserve",
    ...sock(1n),
  }),
];

function spoilt(quantity: bigint): object {
  const line = { sku: "SOCK", quantity, from: Condition.AVAILABLE, to: Condition.DAMAGED };
  return { location: "MAIN", reason: "wet", lines: [line] };
}

function lot(number: string, seconds: bigint): object {
  const unitCost = { currencyCode: "EUR", amount: "0.90" };
  return { number, supplier: "DAIRY", expireTime: { seconds }, unitCost };
}
