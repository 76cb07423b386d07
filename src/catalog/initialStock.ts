import type { CommandHeader, Receive } from "../core/command.ts";
import type { Rejection } from "../core/rejection.ts";
import type { StockRow } from "../core/stock.ts";
import type { Holding } from "../store/catalog/write.ts";
import { CommandRejected } from "../store/errors.ts";
import { decideAll } from "../store/lane/decideAll.ts";
import { readFacts } from "../store/lane/read/facts.ts";
import { findItemsAndStock } from "../store/lane/read/stock.ts";
import { writePage } from "../store/lane/write/write.ts";
import { newId } from "../store/newId.ts";
import { readTransaction } from "../store/sql/readTransaction.ts";
import type { InitialStock } from "./resources.ts";
import type { Room } from "./room.ts";

/** Of entries that no caller has asked for by themselves: they follow from the creation of an item. */
const SOURCE = "initial_stock";

/** The lines of one location, with their places in the request. */
interface Arrival {
  readonly places: readonly number[];
  readonly command: Receive;
}

/**
 * Books what is there of an item that was created in the same transaction: one receipt per location, by the same rule as
 * every other. When one is refused, so is the item.
 *
 * @throws CommandRejected
 */
export async function receiveInitialStock(
  { client, head }: Holding,
  tenantId: string,
  header: CommandHeader,
  sku: string,
  stock: readonly InitialStock[],
): Promise<void> {
  if (stock.length === 0) return;
  const arrivals = arrivalsOf(header, sku, stock);
  const commands = arrivals.map(({ command }) => command);
  const read = await readFacts(client, tenantId, commands, Promise.resolve(head), false);
  const { verdicts, page } = decideAll(commands.map(waitingFor), read, performance.now());
  for (const [index, verdict] of verdicts.entries()) {
    if (!("error" in verdict)) continue;
    const { error } = verdict;
    if (!(error instanceof CommandRejected)) throw error;
    throw new CommandRejected(asInitialStock(error.rejection, arrivals[index]?.places ?? []));
  }
  await writePage(client, tenantId, page, head);
}

/** The stock rows that these lines have made, as they stand now, in the order of the lines that first named them. */
export async function readInitialStock(
  { database, tenantId }: Room,
  sku: string,
  stock: readonly InitialStock[],
): Promise<StockRow[]> {
  if (stock.length === 0) return [];
  const scopes = [...new Set(stock.map(({ location }) => location))].map((location) => ({
    sku,
    location,
  }));
  const found = await readTransaction(database.pool, tenantId, (client) =>
    findItemsAndStock(client, tenantId, scopes),
  );
  const rows = new Set<StockRow>();
  for (const { location, lot } of stock) {
    const row = found.stock.find(
      (known) =>
        known.location.code === location && (known.lot?.number ?? null) === (lot?.number ?? null),
    );
    if (row !== undefined) rows.add(row);
  }
  return [...rows];
}

function arrivalsOf(
  { entryId, method, actor }: CommandHeader,
  sku: string,
  stock: readonly InitialStock[],
): Arrival[] {
  const numbered = stock.map((line, place) => ({ ...line, place }));
  const byLocation = [...Map.groupBy(numbered, ({ location }) => location)];
  return byLocation.map(([location, lines], index) => ({
    places: lines.map(({ place }) => place),
    command: {
      kind: "receive",
      entryId: newId(),
      key: { source: SOURCE, requestId: `${entryId}/${index + 1}` },
      method,
      fingerprint: "",
      actor,
      validateOnly: false,
      location,
      lines: lines.map(({ quantity, lot }) => ({ sku, quantity, lot, stockId: newId() })),
      reference: "",
      occurredAt: null,
    },
  }));
}

/** Nobody waits for it but us. */
function waitingFor(command: Receive) {
  const ignore = (): void => undefined;
  return { command, deadlineAt: Infinity, resolve: ignore, reject: ignore, attempted: true };
}

/** The refusal of a receipt in the words of the request that it is a part of. */
function asInitialStock(rejection: Rejection, places: readonly number[]): Rejection {
  const renamed = (text: string): string =>
    text
      .replace(/^lines\[(\d+)\]/, (_, at: string) => `initial_stock[${places[Number(at)]}]`)
      .replace(/^location\b/, `initial_stock[${places[0]}].location`);
  const { message, field, facts } = rejection;
  return {
    ...rejection,
    message: renamed(message),
    ...(field !== undefined && { field: renamed(field) }),
    facts: facts["field"] === undefined ? facts : { ...facts, field: renamed(facts["field"]) },
  };
}
