import { shortfall } from "../../../core/balances.ts";
import type { Command } from "../../../core/command.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { StockRow } from "../../../core/stock.ts";

/**
 * How many units the commands of a batch can need of one stock row at most, what covers its shortfall included.
 * So many overdue holds are worth reading on a row: each has a unit or more.
 */
export function unitsNeeded(
  commands: readonly Command[],
  reservations: ReadonlyMap<string, Reservation>,
  rows: Iterable<StockRow>,
): bigint {
  const bySku = new Map<string, bigint>();
  for (const command of commands) {
    for (const { sku, units } of needsOf(command, reservations)) {
      bySku.set(sku, (bySku.get(sku) ?? 0n) + units);
    }
  }
  const shortfalls = Array.from(rows, (row) => shortfall(row.balances));
  return greatest(bySku.values()) + greatest(shortfalls);
}

interface SkuUnits {
  readonly sku: string;
  readonly units: bigint;
}

function needsOf(command: Command, reservations: ReadonlyMap<string, Reservation>): SkuUnits[] {
  switch (command.kind) {
    case "reserve":
    case "sell":
      return command.lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
    case "adjust":
      return command.lines.map(({ sku, quantityDelta }) => ({ sku, units: -quantityDelta }));
    case "commit": {
      const lines = reservations.get(command.reservationId)?.lines ?? [];
      return lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
    }
    case "receive":
    case "release":
    case "extend":
    case "fulfil":
    case "expire":
      return [];
    default:
      throw new Error(`no need is known of ${String(command satisfies never)}`);
  }
}

function greatest(values: Iterable<bigint>): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}
