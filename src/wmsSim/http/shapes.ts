import { z } from "zod";

/** What is named in the OpenAPI document. */
export const shapes = z.registry<{ id: string; description?: string }>();

/** A name, of a warehouse or an item or an order. */
export const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, "must have no NUL in it");

const lot = name.nullable().describe("the only lot that will do, or null");
const units = z.number().int().min(0);

/** Where in the answers before to go on. */
export const cursor = z.string().min(1).max(4_000);

/** How many at most. Words are refused, where `z.coerce` would take an empty one for 0. */
export function limit(most: number, usual: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().int().min(1).max(most))
    .default(usual);
}

/** Fits in a header, where it is the key of an order. */
const reference = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[!-~]*$/, "must be printable ASCII without spaces");

const someLot = z.string().nullable();

const cellKey = {
  warehouse: z.string(),
  owner: z.string(),
  sku: z.string(),
  lot: someLot.describe("null: none"),
};

const stockLine = z
  .object({
    ...cellKey,
    orderable: units.describe("what a coming run may allocate"),
    unallocatable: units,
    holds: z.array(z.object({ reference: z.string(), quantity: units })),
  })
  .register(shapes, { id: "StockLine" });

export const stockPage = z
  .object({
    run: units.nullable().describe("the last run that ended; null where runs are not numbered"),
    posted: units.nullable().describe("events up to this one are in it; null without numbers"),
    lines: z.array(stockLine),
    next: z.string().nullable().describe("cursor of the next page, or null"),
  })
  .register(shapes, { id: "StockPage" });

export const order = z
  .strictObject({
    reference,
    warehouse: name,
    owner: name,
    lines: z
      .array(
        z.strictObject({
          line: z.number().int().min(1),
          sku: name,
          quantity: z.number().int(),
          lot: lot.default(null),
        }),
      )
      .max(1_000),
  })
  .register(shapes, { id: "Order" });

export const taken = z
  .object({ outcome: z.literal("taken"), reference: z.string() })
  .register(shapes, { id: "Taken" });

export const cancellation = z
  .strictObject({
    reference,
    lines: z
      .array(
        z.strictObject({
          line: z.number().int().min(1),
          quantity: units.describe("to be cancelled in all, earlier requests included"),
        }),
      )
      .max(1_000),
  })
  .register(shapes, { id: "Cancellation" });

export const read = z
  .object({ outcome: z.literal("read"), reference: z.string() })
  .register(shapes, { id: "Read" });

export const references = z
  .strictObject({ references: z.array(reference).max(500) })
  .register(shapes, { id: "References" });

const lotUnits = { lot: someLot, quantity: units };

const lineState = z
  .object({
    line: z.number().int(),
    allocated: z.array(z.object({ ...lotUnits, run: units.nullable() })),
    takenBack: z.array(z.object(lotUnits)).describe("allocations that a run undid"),
    closed: units.describe("units that will never be allocated"),
    returned: z.array(z.object(lotUnits)).describe("allocated and then cancelled"),
    cancelAnswered: units.describe("units of the cancellation that are dealt with"),
    refused: units.describe("units whose cancellation was refused"),
    shipped: units,
  })
  .register(shapes, { id: "LineState", description: "Totals, which never fall." });

const orderState = z
  .object({
    reference: z.string(),
    rejected: z.string().nullable(),
    lines: z.array(lineState),
  })
  .register(shapes, { id: "OrderState" });

export const orderStates = z
  .object({ orders: z.array(orderState).describe("unknown ones are left out") })
  .register(shapes, { id: "OrderStates" });

/** What people do to stock. */
export const happening = z.enum(["receipt", "return", "loss", "damage", "found", "repair"]);

const stockEvent = z
  .object({
    kind: z.literal("stock"),
    id: z.string(),
    reason: happening,
    ...cellKey,
    orderableDelta: z.number().int(),
    unallocatableDelta: z.number().int(),
    posted: units.nullable(),
    occurredAt: z.number().describe("milliseconds since 1970"),
  })
  .register(shapes, { id: "StockEvent" });

const orderHint = z
  .object({ kind: z.literal("order"), id: z.string(), reference: z.string() })
  .register(shapes, { id: "OrderHint", description: "The order's state has changed." });

export const eventsPage = z
  .object({
    events: z.array(z.union([stockEvent, orderHint])),
    next: z.string().describe("where to go on"),
    more: z.boolean(),
  })
  .register(shapes, { id: "EventsPage" });

export const failure = z
  .object({ error: z.string(), reason: z.string() })
  .register(shapes, { id: "Failure" });
