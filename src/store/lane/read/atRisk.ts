import type { Adjust, ChangeCondition, ImportStock, SetStock } from "../../../core/command.ts";
import type { StockRow } from "../../../core/stock.ts";

/** What says how much there is, or is for sale, whatever was promised. */
export type Stating = Adjust | SetStock | ImportStock | ChangeCondition;

/** By line: how many units of an item such a command may take from those who were promised them. */
export function unitsAtRisk(
  command: Stating,
  rowsOf: (sku: string) => readonly StockRow[],
): readonly { readonly sku: string; readonly units: bigint }[] {
  switch (command.kind) {
    case "adjust":
      return command.lines.map(({ sku, quantityDelta }) => ({ sku, units: -quantityDelta }));
    case "setStock":
    case "importStock":
      // What is set to a number may fall to it from all it has.
      return command.lines.flatMap(({ sku }) => [
        { sku, units: 0n },
        ...rowsOf(sku).map(({ balances }) => ({ sku, units: balances.onHand })),
      ]);
    case "changeCondition":
      return command.lines.map(({ sku, from, quantity }) => {
        return { sku, units: from === null ? quantity : 0n };
      });
    default:
      throw new Error(`says nothing of stock: ${String(command satisfies never)}`);
  }
}
