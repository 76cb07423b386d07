import type { Instant } from "../../../src/core/instant.ts";
import type { StockRow } from "../../../src/core/stock.ts";
import { DAY, parse } from "./said.ts";
import type { Shop } from "./shop.ts";
import { TAKEN_APART } from "./story.ts";

/*
 * The rules once more, written the long way round and without a line of the core, for properties to compare with.
 */

/** Free units of a row: on hand, less all that is claimed by the living. */
function free({ balances, overdueHeld }: StockRow): bigint {
  return balances.onHand - claimed(balances) + overdueHeld;
}

function claimed(balances: StockRow["balances"]): bigint {
  const { damaged, quarantined, withheld, wmsUnallocatable, held, committed } = balances;
  return damaged + quarantined + withheld + wmsUnallocatable + held + committed;
}

function isGood({ lot }: StockRow, at: Instant): boolean {
  if (lot === null) return true;
  return lot.barredAt === null && (lot.expiresAt === null || lot.expiresAt > at);
}

/** What may be promised of an item at a location: of a bundle, as many as the scarcest component allows. */
export function availableByRule(shop: Shop, said: string): bigint {
  const { sku, location } = parse(said);
  const parts = TAKEN_APART[sku];
  if (parts !== undefined) {
    return scarcest(parts, (part) => availableByRule(shop, `${part} @${location ?? ""}`));
  }
  let units = 0n;
  for (const row of rowsOf(shop, said)) {
    const { balances, overdueHeld } = row;
    if (isGood(row, shop.now)) units += free(row);
    else units -= balances.held - overdueHeld + balances.committed;
  }
  const safety = rowsOf(shop, said)[0]?.location.safetyStock ?? 0n;
  return units > safety ? units - safety : 0n;
}

function scarcest(parts: readonly string[], unitsOf: (sku: string) => bigint): bigint {
  const whole = parts.map(parse).map(({ sku, quantity }) => unitsOf(sku) / quantity);
  return whole.reduce((least, some) => (some < least ? some : least));
}

function rowsOf(shop: Shop, said: string): StockRow[] {
  const { sku, location } = parse(said);
  return shop.ledger
    .liveRows()
    .filter((row) => row.item.sku === sku && (location ?? row.location.code) === row.location.code);
}

/**
 * Is there any way to serve these lines of one item from one location? By Hall's theorem there is one exactly if
 * no set of lines needs more than the lots that suit any of them have free.
 */
export function canServe(
  shop: Shop,
  place: string,
  lines: readonly string[],
  ends: Instant,
): boolean {
  const needs = lines.map((line) => {
    const { quantity, lot, minShelfLifeMs } = parse(line);
    const goodUntil = Math.max(ends, shop.now + minShelfLifeMs);
    const rows = rowsOf(shop, place).filter(
      (row) => isGood(row, goodUntil) && (lot === null || row.lot?.number === lot),
    );
    return { quantity, rows };
  });
  const all = needs.reduce((sum, { quantity }) => sum + quantity, 0n);
  if (all > availableByRule(shop, place)) return false;
  for (let set = 1; set < 2 ** needs.length; set += 1) {
    const some = needs.filter((_, index) => (set & (2 ** index)) !== 0);
    const wanted = some.reduce((sum, { quantity }) => sum + quantity, 0n);
    const rows = new Map(some.flatMap((need) => need.rows.map((row) => [row.id, row] as const)));
    let there = 0n;
    for (const row of rows.values()) there += free(row) > 0n ? free(row) : 0n;
    if (wanted > there) return false;
  }
  return true;
}

/** How much one line could have, over all locations. */
export function servable(
  shop: Shop,
  line: string,
  places: readonly string[],
  ends: Instant,
): bigint {
  const { sku, location, lot, minShelfLifeMs } = parse(line);
  const goodUntil = Math.max(ends, shop.now + minShelfLifeMs);
  const parts = TAKEN_APART[sku];
  let units = 0n;
  for (const place of places) {
    if (location !== null && location !== place) continue;
    if (parts !== undefined) {
      const days = minShelfLifeMs / DAY;
      const asked = (part: string): string => `${part} @${place}${days > 0 ? ` ~${days}d` : ""}`;
      units += scarcest(parts, (part) => servable(shop, asked(part), [place], ends));
      continue;
    }
    let here = 0n;
    for (const row of rowsOf(shop, `${sku} @${place}`)) {
      const suits = isGood(row, goodUntil) && (lot === null || row.lot?.number === lot);
      if (suits && free(row) > 0n) here += free(row);
    }
    const most = availableByRule(shop, `${sku} @${place}`);
    units += here < most ? here : most;
  }
  return units;
}
