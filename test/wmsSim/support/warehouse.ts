import {
  type CellKey,
  type SimDialect,
  type SimLine,
  type SimLineState,
  type SimOrderState,
  World,
  type WorldOptions,
} from "../../../src/wmsSim/world/world.ts";

/** Warehouse systems tell all they know and do everything at once, unless a test says otherwise. */
export const PLAIN: SimDialect = {
  numberedRuns: true,
  eventsBooked: "live",
  eventMark: true,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 0,
  lagMs: 0,
  requestLastsMs: 0,
};

export const MINUTE = 60_000;

/** What lies where: `"9 MILK #A"` is 9 of lot A. */
export type Said = string;

export interface Wishes extends Partial<Omit<WorldOptions, "cells" | "dialect">> {
  readonly dialect?: Partial<SimDialect>;
}

/** A warehouse with this stock, in which nothing ships and runs begin only when told to. */
export function warehouse(stock: readonly Said[], { dialect, ...wishes }: Wishes = {}): World {
  return new World({
    seed: 1,
    startAt: 0,
    runEveryMs: Infinity,
    pageSize: 100,
    closeShortAfterRuns: Infinity,
    shipAfterMs: 1_000 * MINUTE,
    ...wishes,
    dialect: { ...PLAIN, ...dialect },
    cells: stock.map((said) => ({ ...cell(said), orderable: units(said) })),
  });
}

/** The cell that was said: `"MILK #A"`, with or without units. */
export function cell(said: Said): CellKey {
  const [, sku = "", lot = null] = /^(?:\d+ )?(\S+)(?: #(\S+))?$/.exec(said) ?? [];
  return { warehouse: "W1", owner: "ACME", sku, lot };
}

function units(said: Said): number {
  return Number.parseInt(said, 10);
}

/** Orders what was said, one line each. */
export function order(world: World, reference: string, ...said: readonly Said[]) {
  const lines = said.map((line, index) => ({
    line: index + 1,
    sku: cell(line).sku,
    quantity: units(line),
    lot: cell(line).lot,
  }));
  return world.placeOrder({ reference, warehouse: "W1", owner: "ACME", lines });
}

/** Cancels units of an order's first line, as a total. */
export function cancel(world: World, reference: string, quantity: number) {
  return world.cancelOrder({ reference, lines: [{ line: 1, quantity }] });
}

/** Walks through all pages at once. */
export function walk(world: World): SimLine[] {
  const lines: SimLine[] = [];
  for (let cursor: string | null = null; ;) {
    const page = world.page(cursor);
    lines.push(...page.lines);
    if (page.next === null) return lines;
    cursor = page.next;
  }
}

/** What pages say is orderable of a cell; undefined if they do not list it. */
export function orderable(world: World, said: Said): number | undefined {
  const { sku, lot } = cell(said);
  return walk(world).find((line) => line.sku === sku && line.lot === lot)?.orderable;
}

export function stateOf(world: World, reference: string): SimOrderState {
  const [state] = world.orderStates([reference]);
  if (state === undefined) throw new Error(`order ${reference} is unknown`);
  return state;
}

/** The state of an order's first line. */
export function lineOf(world: World, reference: string): SimLineState {
  const [line] = stateOf(world, reference).lines;
  if (line === undefined) throw new Error(`order ${reference} has no lines`);
  return line;
}

/** Units of all lots and runs together. */
export function total(parts: readonly { readonly quantity: number }[]): number {
  return parts.reduce((sum, part) => sum + part.quantity, 0);
}

/** The truth about a cell. */
export function truthOf(world: World, said: Said) {
  const { sku, lot } = cell(said);
  const found = world.truth().cells.find((one) => one.sku === sku && one.lot === lot);
  if (found === undefined) throw new Error(`no cell ${said}`);
  return found;
}
