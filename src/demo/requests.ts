import type { NewItem } from "../catalog/catalog.ts";
import type { CommandHeader, Receive, ReceiveLine } from "../core/command.ts";
import type { Instant } from "../core/instant.ts";
import type { Cost } from "../core/stock.ts";
import { newId } from "../store/newId.ts";
import type { DemoItem, DemoStock } from "./assortment.ts";

/** Of this edition of the demo's stock; another edition is another set of requests. */
const EDITION = "demo-1";
const ACTOR = "demo";
const DAY_MS = 86_400_000;

/**
 * A header that is the same at every start, so that what an earlier start did is a replay.
 */
export function demoHeader(method: string, name: string): CommandHeader {
  const requestId = `${EDITION}/${method}/${name}`;
  return {
    entryId: newId(),
    key: { source: "import", requestId },
    method: `demo/${method}`,
    fingerprint: `v1:${requestId}`,
    actor: ACTOR,
    validateOnly: false,
  };
}

/** The item as the catalog takes it. */
export function newItem({ sku, name, family }: DemoItem): NewItem {
  const { noun, seller, unit = "piece", shelfLifeDays, costCents } = family;
  return {
    sku,
    name,
    seller,
    unit,
    displayScale: 0,
    lotTracked: shelfLifeDays !== undefined,
    productType: noun.toLowerCase(),
    price: euros(costCents * PRICE_PER_COST),
    attributes: {},
  };
}

/** What one sells for, as a multiple of what it costs. */
const PRICE_PER_COST = 2;

function euros(cents: number): Cost {
  return { amount: (cents / 100).toFixed(2), currency: "EUR" };
}

/** One delivery to one location. */
export function delivery(name: string, location: string, lines: readonly ReceiveLine[]): Receive {
  return {
    ...demoHeader("Receive", name),
    kind: "receive",
    location,
    lines,
    reference: `DEMO-${name}`,
    occurredAt: null,
  };
}

/** One line of a delivery; lots expire so and so many days after `from`. */
export function deliveryLine(item: DemoItem, stock: DemoStock, from: Instant): ReceiveLine {
  const { sku, family } = item;
  const { quantity, lot } = stock;
  const line = { sku, quantity, stockId: newId() };
  if (lot === undefined) return { ...line, lot: null };
  return {
    ...line,
    lot: {
      id: newId(),
      number: lot.number,
      goodThrough: null,
      expiresAt: endOfDay(from + lot.shelfLifeLeftDays * DAY_MS),
      supplier: family.seller,
      unitCost: euros(family.costCents),
    },
  };
}

function endOfDay(instant: Instant): Instant {
  return Math.ceil(instant / DAY_MS) * DAY_MS;
}
