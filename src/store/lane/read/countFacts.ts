import type { PoolClient } from "pg";

import type { Command } from "../../../core/command.ts";
import type { CloseCount } from "../../../core/count/command.ts";
import {
  type Count,
  COUNT_LINES_MAX,
  type CountLine,
  LINES_PER_BATCH,
} from "../../../core/count/count.ts";
import type { CountFacts } from "../../../core/count/countBook.ts";
import type { Item, Location, Lot, StockRow } from "../../../core/stock.ts";
import { settled } from "../../sql/statement.ts";
import { findLocations, findLots } from "./catalog.ts";
import { findCountLines, findLinesToClose } from "./countLines.ts";
import { findCounts, findCountsAt } from "./counts.ts";
import { findItemsAndStock } from "./stock.ts";

/** What commands that are about counts must know, with the stock that they are about. */
export interface ReadCounts extends CountFacts {
  readonly items: readonly Item[];
  readonly locations: readonly Location[];
  readonly lots: readonly Lot[];
  readonly stock: readonly StockRow[];
  /** Lines by which stock may be corrected in this batch. */
  readonly closing: readonly CountLine[];
}

/** @param ids of counts that the commands name, or that repeats are answered with; each once */
export async function readCounts(
  client: PoolClient,
  tenantId: string,
  commands: readonly Command[],
  ids: readonly string[],
): Promise<ReadCounts> {
  const named = new Map(
    (await findCounts(client, tenantId, ids)).map((count) => [count.id, count]),
  );
  const { places, skus, opened } = wantedOf(commands, named);
  const [around, ...closing] = await settled([
    findCountsAt(client, tenantId, [...places]),
    ...commands
      .filter((command) => command.kind === "closeCount")
      .map((command) => findLinesToClose(client, tenantId, ...toClose(command))),
  ]);
  const lines = closing.flat();
  const counts = [...named.values(), ...around.filter(({ id }) => !named.has(id))];
  const unfinished = around.map(({ id }) => id);
  const ofOpened = around.filter(({ location }) => opened.has(location)).map(({ id }) => id);
  const goods = [...goodsOf(commands, named), ...lines.map((line) => goodOf(line, named))];
  const [own, all, found, locations, lots] = await settled([
    findCountLines(client, tenantId, unfinished, [...skus]),
    findCountLines(client, tenantId, ofOpened, null),
    findItemsAndStock(client, tenantId, unique(goods)),
    findLocations(client, tenantId, [...new Set(goods.map(({ location }) => location))]),
    findLots(client, tenantId, lotsOf(goods)),
  ]);
  return { counts, lines: [...own, ...all, ...lines], ...found, locations, lots, closing: lines };
}

interface Good {
  readonly sku: string;
  readonly lot: string | null;
  readonly location: string;
}

type Named = ReadonlyMap<string, Count>;

/** Where other counts matter, for which items, and where all their lines do. */
function wantedOf(
  commands: readonly Command[],
  named: Named,
): { places: Set<string>; skus: Set<string>; opened: Set<string> } {
  const [places, skus, opened] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const command of commands) {
    if (command.kind === "openCount") {
      places.add(command.location);
      opened.add(command.location);
    }
    if (command.kind !== "recordCount") continue;
    const count = named.get(command.countId);
    if (count === undefined) continue;
    places.add(count.location);
    for (const { sku } of command.lines) skus.add(sku);
  }
  return { places, skus, opened };
}

/** What is recorded, where. */
function goodsOf(commands: readonly Command[], named: Named): Good[] {
  return commands.flatMap((command) => {
    const count = command.kind === "recordCount" ? named.get(command.countId) : undefined;
    if (command.kind !== "recordCount" || count === undefined) return [];
    return command.lines.map(({ sku, lot }) => ({ sku, lot, location: count.location }));
  });
}

function goodOf({ sku, lot, countId }: CountLine, named: Named): Good {
  return { sku, lot, location: named.get(countId)?.location ?? "" };
}

/** A dry run cannot go on in the next batch, so it looks at all lines at once. */
function toClose(command: CloseCount): [string, boolean, number] {
  const limit = command.validateOnly ? COUNT_LINES_MAX : LINES_PER_BATCH;
  return [command.countId, command.isMissingZero, limit];
}

function unique(goods: readonly Good[]): Good[] {
  return [...new Map(goods.map((good) => [`${good.sku}\n${good.location}`, good])).values()];
}

function lotsOf(goods: readonly Good[]): { sku: string; number: string }[] {
  const lots = new Map<string, { sku: string; number: string }>();
  for (const { sku, lot } of goods) {
    if (lot !== null) lots.set(`${sku}\n${lot}`, { sku, number: lot });
  }
  return [...lots.values()];
}
