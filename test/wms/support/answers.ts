/** Whole answers of a warehouse system, as JSON, to be spoilt by tests. */

export const LINE = {
  warehouse: "W1",
  owner: "ACME",
  sku: "SOCK",
  lot: null as string | null,
  orderable: 7,
  unallocatable: 3,
  holds: [{ reference: "H-1", quantity: 2 }],
};

export const PAGE = {
  run: 4,
  posted: 9,
  lines: [LINE, { ...LINE, lot: "A", orderable: 0, unallocatable: 0, holds: [] }],
  next: "more" as string | null,
};

export const LINE_STATE = {
  line: 1,
  allocated: [
    { lot: "A", quantity: 3, run: 4 },
    { lot: null, quantity: 1, run: 5 },
  ],
  takenBack: [] as unknown[],
  closed: 2,
  returned: [{ lot: "A", quantity: 1 }],
  cancelAnswered: 4,
  refused: 1,
  shipped: 2,
};

export const STATES = {
  orders: [{ reference: "R-1", rejected: null as string | null, lines: [LINE_STATE] }],
};

export const STOCK_EVENT = {
  kind: "stock",
  id: "e-1",
  reason: "loss",
  warehouse: "W1",
  owner: "ACME",
  sku: "SOCK",
  lot: "A",
  orderableDelta: -2,
  unallocatableDelta: 0,
  posted: 9,
  occurredAt: 1_700_000_000_000,
};

export const EVENTS = {
  events: [STOCK_EVENT, { kind: "order", id: "e-2", reference: "R-1" }],
  next: "a2",
  more: false,
};

/** The same with something else at a place such as `lines.0.sku`; `undefined` leaves it out. */
export function spoilt(whole: unknown, place: string, by: unknown): unknown {
  const copy = structuredClone(whole);
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  let at = copy as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (by === undefined) delete at[last];
  else at[last] = by;
  return copy;
}
