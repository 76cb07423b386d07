import type {
  PushOutcome,
  StockLine,
  StockPage,
  WmsClient,
  WmsEvent,
  WmsLineState,
  WmsOrderState,
} from "../../../src/wms/port.ts";
import { at, type Cell, type Warehouse } from "./warehouse.ts";

/** No test lasts as long. */
export const patience = new AbortController().signal;

/** All pages, from the first to the last. */
export async function walk(client: WmsClient): Promise<StockPage[]> {
  const pages: StockPage[] = [];
  for (let cursor: string | null = null; ;) {
    const page: StockPage = await client.stockPage(cursor, patience);
    pages.push(page);
    if (page.next === null) return pages;
    cursor = page.next;
  }
}

/** All lines of a walk. */
export async function stockOf(client: WmsClient): Promise<StockLine[]> {
  return (await walk(client)).flatMap(({ lines }) => lines);
}

/** The line of a cell; undefined when a walk does not list it. */
export async function lineOf(client: WmsClient, cell: Cell): Promise<StockLine | undefined> {
  const key = keyOf(cell);
  return (await stockOf(client)).find((line) => keyOf(line) === key);
}

/** What may be allocated of a cell; 0 when it is not listed. */
export async function orderableOf(client: WmsClient, sku: string, lot: string | null = null) {
  return (await lineOf(client, at(sku, lot)))?.orderable ?? 0n;
}

export function keyOf({ warehouse, owner, sku, lot }: Cell): string {
  return JSON.stringify([warehouse, owner, sku, lot]);
}

export interface Wanted {
  readonly sku: string;
  readonly quantity: bigint;
  readonly lot?: string | null;
}

/** Hands an order of W1 and ACME over. */
export function push(
  client: WmsClient,
  reference: string,
  ...wanted: readonly Wanted[]
): Promise<PushOutcome> {
  const lines = wanted.map(({ sku, quantity, lot = null }, index) => ({
    line: index + 1,
    sku,
    quantity,
    lot,
  }));
  return client.pushOrder({ reference, warehouse: "W1", owner: "ACME", lines }, patience);
}

/** Cancels so many units of an order's first line, in all. */
export function cancel(client: WmsClient, reference: string, quantity: bigint) {
  return client.cancelOrder({ reference, lines: [{ line: 1, quantity }] }, patience);
}

/** What has become of an order; undefined when it is not known. */
export async function stateOf(
  client: WmsClient,
  reference: string,
): Promise<WmsOrderState | undefined> {
  return (await client.orderStates([reference], patience))[0];
}

/** What has become of the first line of an order that is known. */
export async function firstLineOf(client: WmsClient, reference: string): Promise<WmsLineState> {
  const line = (await stateOf(client, reference))?.lines[0];
  if (line === undefined) throw new Error(`nothing is told of ${reference}`);
  return line;
}

/** Everything that is told from a cursor on, and where to go on. */
export async function eventsFrom(
  client: WmsClient,
  cursor: string | null,
): Promise<{ events: WmsEvent[]; next: string }> {
  const events: WmsEvent[] = [];
  for (let since = cursor; ;) {
    const page = await client.eventsSince(since, patience);
    events.push(...page.events);
    since = page.next;
    if (!page.more) return { events, next: page.next };
  }
}

/** Units of all lots and runs together. */
export function total(parts: readonly { readonly quantity: bigint }[]): bigint {
  return parts.reduce((sum, { quantity }) => sum + quantity, 0n);
}

/** Lets a run begin and end. */
export async function run(warehouse: Warehouse): Promise<void> {
  await warehouse.beginRun();
  await warehouse.pass(warehouse.client.dialect.runLastsMs);
}

/** Lets what was posted come into the figures of pages, by a run where it takes one. */
export async function book(warehouse: Warehouse): Promise<void> {
  if (warehouse.client.dialect.eventsBooked === "atRuns") await run(warehouse);
}
