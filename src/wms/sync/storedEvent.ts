import { z } from "zod";

import type { WmsEvent } from "../port.ts";

const units = z.string().regex(/^-?\d{1,16}$/);
const name = z.string().max(200);

const STOCK = z.object({
  kind: z.literal("stock"),
  id: name,
  reason: name,
  warehouse: name,
  owner: name,
  sku: name,
  lot: name.nullable(),
  orderableDelta: units,
  unallocatableDelta: units,
  posted: units.nullable(),
  occurredAt: z.number(),
});

const ORDER = z.object({ kind: z.literal("order"), id: name, reference: name });

const EVENT = z.discriminatedUnion("kind", [STOCK, ORDER]);

/** An event as the inbox keeps it: quantities as decimal strings. */
export function storedEvent(event: WmsEvent): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** The event that was stored, or undefined where it is none. */
export function eventOf(body: unknown): WmsEvent | undefined {
  const read = EVENT.safeParse(body);
  if (!read.success) return undefined;
  if (read.data.kind === "order") return read.data;
  const { orderableDelta, unallocatableDelta, posted } = read.data;
  return {
    ...read.data,
    orderableDelta: BigInt(orderableDelta),
    unallocatableDelta: BigInt(unallocatableDelta),
    posted: posted === null ? null : BigInt(posted),
  };
}
