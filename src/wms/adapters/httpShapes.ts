import { z } from "zod";

import type { WmsDialect } from "../../core/wms/dialect.ts";
import {
  cursor,
  delta,
  instant,
  lineNumber,
  lot,
  lotUnits,
  markIf,
  name,
  nameOrNothing,
  units,
} from "./reading.ts";

/** Lines of one page: what is asked for, and what is taken at most. */
export const PAGE_LINES_MAX = 10_000;

/** Events of one answer: what is asked for, and what is taken at most. */
export const EVENTS_MAX = 1_000;

/** Orders and lines of an answer about orders; we hand over no larger ones. */
const ORDERS_MAX = 500;
const LINES_MAX = 1_000;

/** Lots that serve one line, and holds on one row. Far more than there are. */
const PARTS_MAX = 1_000;

/** Why something was refused, for people. */
const reason = z
  .string()
  .transform((text) => text.toWellFormed().replaceAll("\0", "").slice(0, 500))
  .pipe(z.string().min(1));

const place = { warehouse: name, owner: nameOrNothing };

export function stockPage({ numberedRuns, eventMark }: WmsDialect) {
  const hold = z.object({ reference: name, quantity: units });
  const line = z.object({
    ...place,
    sku: name,
    lot,
    orderable: units,
    unallocatable: units,
    holds: z.array(hold).max(PARTS_MAX),
  });
  return z.object({
    run: markIf(numberedRuns),
    posted: markIf(eventMark),
    lines: z.array(line).max(PAGE_LINES_MAX),
    next: cursor.nullable(),
  });
}

export function orderStates({ numberedRuns }: WmsDialect) {
  const parts = z.array(lotUnits).max(PARTS_MAX);
  const allocated = lotUnits.extend({ run: markIf(numberedRuns) });
  const line = z.object({
    line: lineNumber,
    allocated: z.array(allocated).max(PARTS_MAX),
    takenBack: parts,
    closed: units,
    returned: parts,
    cancelAnswered: units,
    refused: units,
    shipped: units,
  });
  const order = z.object({
    reference: name,
    rejected: reason.nullable(),
    lines: z.array(line).max(LINES_MAX),
  });
  return z.object({ orders: z.array(order).max(ORDERS_MAX) });
}

export function eventsPage(dialect: WmsDialect) {
  return toldEvents(dialect).extend({ next: cursor, more: z.boolean() });
}

/** What a delivery of a webhook is, and a page of events as far as they go. */
export function toldEvents({ eventMark }: WmsDialect) {
  const stock = z.object({
    kind: z.literal("stock"),
    id: name,
    reason: name,
    ...place,
    sku: name,
    lot,
    orderableDelta: delta,
    unallocatableDelta: delta,
    posted: markIf(eventMark),
    occurredAt: instant,
  });
  const hint = z.object({ kind: z.literal("order"), id: name, reference: name });
  const event = z.discriminatedUnion("kind", [stock, hint]);
  return z.object({ events: z.array(event).max(EVENTS_MAX) });
}

/** What became of a request, in the other side's own words: a page that says OK to everything does not say this. */
export function outcome(word: "taken" | "read", reference: string) {
  return z.object({ outcome: z.literal(word), reference: z.literal(reference) });
}

/** Why an order was rejected. */
export const orderRefusal = z
  .object({ error: z.literal("rejected"), reason })
  .transform(({ reason: why }) => ({ reason: why }));

/** What it says of an order that it does not know. */
export const unknownOrder = z.object({ error: z.literal("unknown_order") });
