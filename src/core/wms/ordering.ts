import type { Draft } from "../draft.ts";
import type { Allocation, Reservation } from "../reservation.ts";
import { compareText, type Uuid } from "../stock.ts";
import { servedKey, type WmsOrder, type WmsOrderLine } from "./order.ts";

/**
 * Makes the orders that warehouse systems have to be given for what a command has just sold: one per location, with a
 * line per line of the reservation, of a bundle one per component. They are written with the command's own entry, so that none can be forgotten.
 *
 * @param entryId of the command: it makes the references unique
 * @param before the allocations before the sale
 */
export function orderFromWarehouses(
  draft: Draft,
  entryId: Uuid,
  reservation: Reservation,
  before: readonly Allocation[],
): void {
  const sold = soldByLocation(draft, reservation.allocations, before);
  const locations = [...sold.keys()].toSorted(compareText);
  for (const [index, location] of locations.entries()) {
    const units = [...(sold.get(location)?.values() ?? [])];
    const order: WmsOrder = {
      reference: `${entryId}.${index + 1}`,
      reservationId: reservation.id,
      location,
      status: "local",
      reason: "",
      parked: false,
      lines: units.map((bought, at) => orderLine(reservation, bought, at + 1)),
      createdAt: draft.now,
      sentAt: null,
      cancelSent: 0n,
      version: 0,
    };
    draft.putWmsOrder(order);
  }
}

/** Units that a line, or a component of it, has bought. */
interface Bought extends Pick<Allocation, "line" | "component" | "sku"> {
  readonly units: bigint;
}

/** What is committed now and was not before, by location and what it serves, where a warehouse system delivers. */
function soldByLocation(
  draft: Draft,
  after: readonly Allocation[],
  before: readonly Allocation[],
): Map<string, Map<string, Bought>> {
  const known = new Map(before.map((allocation) => [keyOf(allocation), allocation.committed]));
  const sold = new Map<string, Map<string, Bought>>();
  for (const allocation of after) {
    const units = allocation.committed - (known.get(keyOf(allocation)) ?? 0n);
    const { location } = draft.stock(allocation.stockId);
    if (units <= 0n || location.wmsAccountId === null) continue;
    const lines = sold.get(location.code) ?? new Map<string, Bought>();
    const { line, component, sku } = allocation;
    const served = servedKey(allocation);
    const more = (lines.get(served)?.units ?? 0n) + units;
    lines.set(served, { line, component, sku, units: more });
    sold.set(location.code, lines);
  }
  return sold;
}

function orderLine(
  { lines }: Reservation,
  { line, component, sku, units }: Bought,
  number: number,
): WmsOrderLine {
  const asked = lines[line - 1];
  if (asked === undefined) throw new Error("an allocation serves a line that does not exist");
  const none = { cancelled: 0n, cancelAnswered: 0n, refused: 0n, closed: 0n, takenBack: 0n };
  const what = { number, line, component, sku, lot: asked.lot, ordered: units };
  return { ...what, ...none, shipped: 0n, allocations: [] };
}

function keyOf({ line, number }: Allocation): string {
  return `${line}/${number}`;
}
