import type { WmsOrder, WmsOrderLine } from "../../core/wms/order.ts";
import type { LotUnits, WmsLineState, WmsOrderState } from "../port.ts";

/** Says a state nothing that the books do not have? Most answers do: what is not sent through the lane costs nobody a turn. */
export function tellsNothing(order: WmsOrder, state: WmsOrderState): boolean {
  if (state.rejected !== null || order.status !== "acked") return false;
  return order.lines.every((line) => {
    const said = state.lines.find(({ line: number }) => number === line.number);
    return said === undefined || isKnown(line, said);
  });
}

function isKnown(line: WmsOrderLine, said: WmsLineState): boolean {
  let undone = 0n;
  for (const allocation of line.allocations) undone += allocation.undone;
  return (
    sum(said.allocated) === sum(line.allocations) &&
    sum(said.takenBack) === line.takenBack &&
    sum(said.takenBack) + sum(said.returned) === undone &&
    said.closed === line.closed &&
    said.cancelAnswered === line.cancelAnswered &&
    said.refused === line.refused &&
    said.shipped === line.shipped
  );
}

function sum(units: readonly Pick<LotUnits, "quantity">[]): bigint {
  let whole = 0n;
  for (const { quantity } of units) whole += quantity;
  return whole;
}
