import type { Command } from "../../../core/command.ts";
import type { Uuid } from "../../../core/stock.ts";
import type { ShipTransfer } from "../../../core/transfer/command.ts";
import type { Transfer } from "../../../core/transfer/transfer.ts";
import type { Scope } from "./stock.ts";

/** What must be known of locations and stock before steps of transfers can be decided. */
export interface Moved {
  readonly locations: readonly string[];
  readonly scopes: readonly Scope[];
  readonly stock: readonly Uuid[];
}

/** A shipment looks for units at both ends; what is under way has its stock rows. */
export function movedBy(
  commands: readonly Command[],
  transfers: ReadonlyMap<Uuid, Transfer>,
): Moved {
  const locations = new Set<string>();
  const scopes = new Map<string, Scope>();
  const stock = new Set<Uuid>();
  for (const command of commands) {
    const transfer = "transferId" in command ? transfers.get(command.transferId) : undefined;
    if (transfer === undefined) continue;
    const { from, to, parcels } = transfer;
    if (command.kind === "shipTransfer") {
      for (const location of [from, to]) {
        locations.add(location);
        for (const sku of skusOf(transfer, command)) {
          scopes.set(`${sku}\n${location}`, { sku, location });
        }
      }
    }
    for (const { fromStockId, toStockId } of parcels) stock.add(fromStockId).add(toStockId);
  }
  return { locations: [...locations], scopes: [...scopes.values()], stock: [...stock] };
}

function skusOf({ lines }: Transfer, command: ShipTransfer): string[] {
  const named = new Set(command.lines.map(({ line }) => line));
  const shipped = lines.filter(({ number }) => named.size === 0 || named.has(number));
  return shipped.map(({ sku }) => sku);
}
