import { expect, test } from "@jest/globals";

import type { Allocation, Reservation } from "../../../src/core/reservation.ts";
import type { WmsAllocation, WmsOrder, WmsOrderLine } from "../../../src/core/wms/order.ts";
import { progressOf, type WmsState } from "../../../src/core/wms/progress.ts";

const NONE = { cancelled: 0n, cancelAnswered: 0n, refused: 0n, closed: 0n, takenBack: 0n };
const LINE: WmsOrderLine = {
  number: 1,
  line: 1,
  component: 0,
  sku: "SOCK",
  lot: null,
  ordered: 5n,
  ...NONE,
  shipped: 0n,
  allocations: [],
};

const ORDER: WmsOrder = {
  reference: "A.1",
  reservationId: "R",
  location: "OUTSIDE",
  status: "acked",
  reason: "",
  parked: false,
  lines: [LINE],
  createdAt: 1,
  sentAt: 2,
  cancelSent: 0n,
  version: 1,
};

function allocated(quantity: bigint, more: Partial<WmsAllocation> = {}): WmsAllocation {
  const told = { stockId: "S-A", run: 1n, toldAt: 3, handedOver: false, undone: 0n };
  return { ...told, quantity, ...more };
}

const RESERVATION = {
  id: "R",
  allocations: [
    { line: 1, number: 1, stockId: "S-A", lot: "A" },
    { line: 1, number: 2, stockId: "S-B", lot: "B" },
    { line: 1, number: 3, stockId: "S-0", lot: null },
  ] as unknown as readonly Allocation[],
} as Reservation;

function only(order: Partial<WmsOrder>, line: Partial<WmsOrderLine> = {}) {
  const [progress] = progressOf(RESERVATION, [
    { ...ORDER, ...order, lines: [{ ...LINE, ...line }] },
  ]);
  if (progress === undefined) throw new Error("there is no progress");
  return progress;
}

const gone = (quantity: bigint) => allocated(quantity, { handedOver: true });
const back = (quantity: bigint) => allocated(quantity, { handedOver: true, undone: quantity });

test.each<[string, WmsState, Partial<WmsOrder>, Partial<WmsOrderLine>]>([
  ["an order that was just made", "local", { status: "local" }, {}],
  ["one that may have arrived", "sending", { status: "sending" }, {}],
  ["one that was taken", "acked", {}, {}],
  [
    "one that a run has served, before a page shows so",
    "acked",
    {},
    { allocations: [allocated(5n)] },
  ],
  ["one that is served in part", "acked", {}, { allocations: [gone(3n)] }],
  ["one that a page shows to be gone", "handedOver", {}, { allocations: [gone(5n)] }],
  ["one that was closed short", "handedOver", {}, { allocations: [gone(3n)], closed: 2n }],
  ["one of which nothing came", "released", {}, { closed: 5n }],
  ["one whose units all came back", "released", {}, { allocations: [back(5n)] }],
  [
    "one that was taken back and waits again",
    "acked",
    {},
    { allocations: [back(5n)], takenBack: 5n },
  ],
  ["one whose cancellation was asked for", "releasing", {}, { cancelled: 5n }],
  [
    "one that is cancelled while it may be arriving",
    "releasing",
    { status: "sending" },
    { cancelled: 1n },
  ],
  ["one of which a part is cancelled", "releasing", {}, { cancelled: 2n }],
  [
    "one whose cancellation was refused",
    "acked",
    {},
    { cancelled: 5n, cancelAnswered: 5n, refused: 5n },
  ],
  ["one that was cancelled", "released", {}, { cancelled: 5n, cancelAnswered: 5n, closed: 5n }],
  ["one that was not taken", "rejected", { status: "rejected" }, { closed: 5n }],
  [
    "one that was given up before it was sent",
    "withdrawn",
    { status: "withdrawn" },
    { ordered: 0n },
  ],
  [
    "a line that was given up, of one that was not",
    "withdrawn",
    { status: "local" },
    { ordered: 0n },
  ],
  ["one that somebody has to look at", "parked", { status: "sending", parked: true }, {}],
  ["one whose cancellation somebody has to look at", "parked", { parked: true }, { cancelled: 5n }],
  ["one that is parked, but over", "handedOver", { parked: true }, { allocations: [gone(5n)] }],
])("%s is %s", (_, state, order, line) => {
  expect(only(order, line).state).toBe(state);
});

test("what runs did is told in units, undone allocations included", () => {
  const line = {
    ordered: 10n,
    allocations: [gone(3n), allocated(2n), back(4n)],
    takenBack: 1n,
    closed: 2n,
    cancelled: 6n,
    cancelAnswered: 5n,
    refused: 1n,
    shipped: 3n,
  };

  expect(only({ reason: "why" }, line)).toEqual({
    reference: "A.1",
    location: "OUTSIDE",
    line: 1,
    sku: "SOCK",
    state: "releasing",
    reason: "why",
    ordered: 10n,
    allocated: 9n,
    handedOver: 7n,
    closed: 2n,
    returned: 3n,
    takenBack: 1n,
    cancelAsked: 6n,
    cancelRefused: 1n,
    shipped: 3n,
    served: [{ lot: "A", quantity: 5n }],
  });
});

test("lots that serve are told by name, each once, without what came back", () => {
  const from = (stockId: string, quantity: bigint, undone = 0n): WmsAllocation =>
    allocated(quantity, { stockId, undone });
  const allocations = [from("S-B", 2n), from("S-0", 1n), from("S-B", 1n), from("S-A", 1n, 1n)];

  expect(only({}, { allocations }).served).toEqual([
    { lot: null, quantity: 1n },
    { lot: "B", quantity: 3n },
  ]);
});

test("orders are told oldest first, line by line", () => {
  const lines = [LINE, { ...LINE, number: 2, line: 3 }];
  const orders = [
    { ...ORDER, reference: "C.1", createdAt: 5 },
    { ...ORDER, reference: "B.2", createdAt: 4 },
    { ...ORDER, reference: "B.1", createdAt: 4, lines },
  ];

  const told = progressOf(RESERVATION, orders).map(({ reference, line }) => `${reference} ${line}`);

  expect(told).toEqual(["B.1 1", "B.1 3", "B.2 1", "C.1 1"]);
});
