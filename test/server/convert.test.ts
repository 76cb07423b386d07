import { create, type DescMethodUnary, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import {
  AdjustRequestSchema,
  ChangeConditionRequestSchema,
  CommitRequestSchema,
  Condition,
  CreateLocationRequestSchema,
  InventoryService,
  ItemSchema,
  ReasonCode,
  ReceiveRequestSchema,
  ReleaseRequestSchema,
  Reservation_State,
  ReserveRequestSchema,
  StockService,
} from "@holdfast/client";
import { REASON_CODES } from "../../src/core/reason.ts";
import type { Reservation } from "../../src/core/reservation.ts";
import { Call } from "../../src/server/call.ts";
import { newItem, newLocation } from "../../src/server/convert/catalog.ts";
import { changeConditionCommand } from "../../src/server/convert/condition.ts";
import { adjustCommand, receiveCommand } from "../../src/server/convert/movement.ts";
import { commitCommand, releaseCommand, reserveCommand } from "../../src/server/convert/order.ts";
import { reasonFromProto } from "../../src/server/convert/reason.ts";
import { answeredReservation, reservationToProto } from "../../src/server/convert/reservation.ts";
import {
  durationToProto,
  instantFromProto,
  msFromProto,
  timestampToProto,
} from "../../src/server/convert/time.ts";
import { withDefaults } from "../../src/server/options.ts";
import { ACME, held, KEYS, LenientBooks, LenientCatalog, NOW } from "./doubles.ts";
import { NO_WAREHOUSES } from "./noWarehouses.ts";

const ID = "0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f";
const principal = KEYS["admin-key"];
if (principal === undefined) throw new Error("the admin has no key");
const callOf = (desc: DescMethodUnary): Call =>
  new Call({
    desc,
    method: desc.name,
    principal,
    tenant: ACME,
    books: new LenientBooks(),
    catalog: new LenientCatalog(),
    wms: NO_WAREHOUSES,
    limits: withDefaults({
      ttlDefaultMs: 900_000,
      ttlMaxMs: 86_400_000,
      deadlineDefaultMs: 10_000,
      deadlineMaxMs: 60_000,
    }),
    deadlineAt: 0,
  });
const { method } = InventoryService;

const reserve = (init: MessageInitShape<typeof ReserveRequestSchema>) =>
  reserveCommand(create(ReserveRequestSchema, init), callOf(method.reserve));

test("what a caller left out of an order gets its default", () => {
  const command = reserve({ requestId: "r", lines: [{ sku: "SOCK", quantity: 2n }] });

  expect(command).toMatchObject({
    ttlMs: 900_000,
    orderRef: "",
    replaces: null,
    allowPartial: false,
    validateOnly: false,
    lines: [{ sku: "SOCK", quantity: 2n, location: null, lot: null, minShelfLifeMs: 0 }],
  });
});

test.each([
  [{ ttl: { seconds: 90n } }, 90_000],
  [{ ttl: { seconds: 0n, nanos: 1 } }, 1],
  [{ noExpiry: true }, null],
])("a hold with %j lasts %s ms", (init, ttlMs) => {
  expect(reserve(init).ttlMs).toBe(ttlMs);
});

test("ids are spelt in lower case, however they were sent", () => {
  const request = create(CommitRequestSchema, { reservationId: ID.toUpperCase() });

  expect(commitCommand(request, callOf(method.commit)).reservationId).toBe(ID);
  expect(reserve({ replacesReservationId: ID.toUpperCase() }).replaces).toBe(ID);
});

test("a commit and a release do the careful thing unless they are told otherwise", () => {
  const commit = create(CommitRequestSchema, { reservationId: ID });
  const keep = create(CommitRequestSchema, { ...commit, remainder: 2, onExpired: 2 });
  const release = create(ReleaseRequestSchema, { reservationId: ID });
  const cancel = create(ReleaseRequestSchema, { ...release, scope: 2 });

  expect(commitCommand(commit, callOf(method.commit))).toMatchObject({
    remainder: "release",
    onExpired: "fail",
  });
  expect(commitCommand(keep, callOf(method.commit))).toMatchObject({
    remainder: "keep",
    onExpired: "reacquire",
  });
  expect(releaseCommand(release, callOf(method.release))).toMatchObject({ scope: "holds" });
  expect(releaseCommand(cancel, callOf(method.release))).toMatchObject({
    scope: "holdsAndCommits",
  });
});

test("lots that come without a number get one each", () => {
  const line = { sku: "SOCK", quantity: 1n, lot: { supplier: "ACME" } };
  const request = create(ReceiveRequestSchema, { lines: [line, line] });

  const [one, two] = receiveCommand(request, callOf(method.receive)).lines;

  expect(one?.lot).toMatchObject({ supplier: "ACME", expiresAt: null, unitCost: null });
  expect(one?.lot?.number).toMatch(/^R-[0-9a-f]{8}-[0-9a-f]{12}$/);
  expect(one?.lot?.number).not.toBe(two?.lot?.number);
});

test("a repeated receipt names the same lots, so that its answer tells the same stock", () => {
  const line = { sku: "SOCK", quantity: 1n, lot: { supplier: "ACME" } };
  const request = create(ReceiveRequestSchema, { requestId: "D-1", lines: [line] });

  const [first] = receiveCommand(request, callOf(method.receive)).lines;
  const [again] = receiveCommand(request, callOf(method.receive)).lines;

  expect(again?.lot?.number).toBe(first?.lot?.number);
});

test("an expected quantity of 0 is not the same as none", () => {
  const lines = [{ sku: "A", quantityDelta: 1n, expectedQuantity: 0n }, { sku: "B" }];

  const command = adjustCommand(create(AdjustRequestSchema, { lines }), callOf(method.adjust));

  expect(command.lines.map(({ expectedQuantity }) => expectedQuantity)).toEqual([0n, null]);
});

test("every condition is the one that was named", () => {
  const { AVAILABLE, DAMAGED, QUARANTINED, WITHHELD } = Condition;
  const ways: [Condition, Condition][] = [
    [AVAILABLE, DAMAGED],
    [QUARANTINED, AVAILABLE],
    [DAMAGED, WITHHELD],
  ];
  const lines = ways.map(([from, to]) => ({ sku: "SOCK", quantity: 1n, from, to }));
  const request = create(ChangeConditionRequestSchema, { lines, physicalTruth: true });

  const command = changeConditionCommand(request, callOf(StockService.method.changeCondition));

  expect(command).toMatchObject({ isPhysicalTruth: true, occurredAt: null, reference: "" });
  expect(command.lines).toMatchObject([
    { from: null, to: "damaged", lot: null, wmsReference: "" },
    { from: "quarantined", to: null },
    { from: "damaged", to: "withheld" },
  ]);
});

test("a reason in a word is the one that was named, and every one has a name", () => {
  const { UNSPECIFIED, ...codes } = ReasonCode;

  expect(reasonFromProto(UNSPECIFIED)).toBeNull();
  const named = Object.values(codes).map(reasonFromProto);
  expect(named).toEqual([...REASON_CODES]);
  expect(Object.keys(codes).map((name) => name.toLowerCase())).toEqual(named);
});

test("items and locations get the defaults that the contract names", () => {
  const { location } = create(CreateLocationRequestSchema, { location: { code: "MAIN" } });

  expect(newItem(create(ItemSchema, { sku: "SOCK" }))).toMatchObject({ unit: "piece" });
  expect(location && newLocation(location)).toMatchObject({
    kind: "warehouse",
    fulfilment: "immediate",
    timeZone: "UTC",
  });
});

test("an overdue hold is told as expired, swept or not", () => {
  const reservation = held(ID, "A-1", [
    { sku: "SOCK", quantity: 2n, location: null, lot: null, minShelfLifeMs: 0 },
  ]);

  const before = reservationToProto({ reservation, now: NOW, wmsOrders: [] });
  const after = reservationToProto({ reservation, now: NOW + 900_000, wmsOrders: [] });

  expect(before).toMatchObject({ state: Reservation_State.HELD });
  expect(after).toMatchObject({
    state: Reservation_State.EXPIRED,
    lines: [{ allocations: [{ held: 0n, expired: 2n }] }],
  });
});

test("a hold without end has no expire time, a dry run no id", () => {
  const reservation: Reservation = { ...held(ID, "A-1", []), expiresAt: null };
  const nothing = {
    entry: null,
    stock: [],
    strangers: [],
    wmsOrders: [],
    wmsOrder: null,
    transfer: null,
    count: null,
  };
  const answer = { replayed: false, now: NOW, reservation, ...nothing };

  expect(answeredReservation(answer)).toMatchObject({ id: "", expireTime: undefined });
});

test.each([0, 1, 999, 1000, 1_768_910_400_123, -1, -62_135_596_800_000, 253_402_300_799_999])(
  "the moment %d survives the wire",
  (at) => {
    expect(instantFromProto(timestampToProto(at))).toBe(at);
  },
);

test("parts of a millisecond never make a moment later, nor a span nothing", () => {
  const at = { ...timestampToProto(1000), nanos: 1_999_999 };

  expect(instantFromProto(at)).toBe(1001);
  const span = durationToProto(1500);
  expect(span && msFromProto({ ...span, nanos: span.nanos + 1 })).toBe(1501);
});
