import pLimit from "p-limit";

import type { TenantCatalog } from "../catalog/catalog.ts";
import type { ReceiveLine } from "../core/command.ts";
import type { Instant } from "../core/instant.ts";
import { CommandRejected } from "../store/errors.ts";
import type { TenantBooks } from "../store/store.ts";
import { assortment, type DemoItem, showpiece } from "./assortment.ts";
import { LOCATIONS } from "./locations.ts";
import { delivery, deliveryLine, demoHeader, newItem } from "./requests.ts";

/** Catalog writes take turns under the tenant's head anyway; a few at once hide their round trips. */
const AT_ONCE = 8;
const DELIVERY_LINES_MAX = 60;
const DEADLINE_MS = 60_000;

/** Where the demo's stock goes. */
export interface DemoOptions {
  readonly catalog: TenantCatalog;
  readonly books: TenantBooks;
  /** When the demo first started: expiries count from here, at a continued start too. */
  readonly firstStartAt: Instant;
  /** Told in a sentence what takes time. */
  readonly say: (line: string) => void;
  /** Looked at between steps. What is not done by then is done at the next start. */
  readonly isStopping: () => boolean;
}

/**
 * Fills the demo tenant with locations, items and stock. Every request carries an id of its own that never
 * changes, so a start that died halfway is continued by the next one. The showpiece is made and delivered last:
 * if repeating its delivery is a replay, all the rest is there too.
 */
export async function loadDemo(options: DemoOptions): Promise<void> {
  const last = showpiece();
  if (await isDelivered(options, last)) return;
  const items = assortment();
  options.say(
    `Filling the demo tenant: ${items.length + 1} items at ${LOCATIONS.length} locations.`,
  );
  await loadCatalog(options, items);
  for (const location of LOCATIONS) await deliverAll(options, location.code, items);
  if (options.isStopping()) return;
  await createItem(options, last);
  await deliver(options, ...showpieceDelivery(options, last));
}

async function isDelivered(options: DemoOptions, last: DemoItem): Promise<boolean> {
  try {
    await deliver(options, ...showpieceDelivery(options, last));
    return true;
  } catch (error) {
    if (error instanceof CommandRejected) return false;
    throw error;
  }
}

async function loadCatalog(options: DemoOptions, items: readonly DemoItem[]): Promise<void> {
  const { catalog, isStopping } = options;
  const limit = pLimit(AT_ONCE);
  await limit.map(LOCATIONS, (location) =>
    catalog.createLocation(demoHeader("CreateLocation", location.code), location),
  );
  await limit.map(items, async (item) => {
    if (!isStopping()) await createItem(options, item);
  });
}

async function createItem({ catalog }: DemoOptions, item: DemoItem): Promise<void> {
  await catalog.createItem(demoHeader("CreateItem", item.sku), newItem(item));
}

async function deliverAll(
  options: DemoOptions,
  location: string,
  items: readonly DemoItem[],
): Promise<void> {
  const lines = items.flatMap((item) => linesFor(options, item, location));
  for (let start = 0; start < lines.length && !options.isStopping(); start += DELIVERY_LINES_MAX) {
    const name = `${location}-${start / DELIVERY_LINES_MAX + 1}`;
    await deliver(options, name, location, lines.slice(start, start + DELIVERY_LINES_MAX));
  }
}

function linesFor(options: DemoOptions, item: DemoItem, location: string): ReceiveLine[] {
  const here = item.stock.filter((stock) => stock.location === location);
  return here.map((stock) => deliveryLine(item, stock, options.firstStartAt));
}

function showpieceDelivery(options: DemoOptions, last: DemoItem): [string, string, ReceiveLine[]] {
  const [stock] = last.stock;
  if (stock === undefined) throw new Error("the showpiece has no stock");
  return [last.sku, stock.location, [deliveryLine(last, stock, options.firstStartAt)]];
}

async function deliver(
  { books }: DemoOptions,
  name: string,
  location: string,
  lines: readonly ReceiveLine[],
): Promise<void> {
  await books.submit(delivery(name, location, lines), performance.now() + DEADLINE_MS);
}
