import type { WmsAllocation, WmsOrderLine } from "../../core/wms/order.ts";
import type { LooseEvent, Sight, WmsHold } from "../../core/wms/row.ts";
import type {
  StoredHold,
  StoredLooseEvent,
  StoredSight,
  StoredWmsAllocation,
  StoredWmsLine,
} from "../entities/wmsStored.ts";

export function sightOf(stored: StoredSight): Sight {
  return {
    orderable: BigInt(stored.orderable),
    unallocatable: BigInt(stored.unallocatable),
    holds: (stored.holds ?? []).map(holdOf),
    run: markOf(stored.run),
    posted: markOf(stored.posted),
    askedAt: stored.askedAt,
    arrivedAt: stored.arrivedAt,
    isFirst: stored.isFirst ?? false,
  };
}

export function storedSight(sight: Sight): StoredSight {
  const { orderable, unallocatable, holds, run, posted, askedAt, arrivedAt, isFirst } = sight;
  return {
    orderable: String(orderable),
    unallocatable: String(unallocatable),
    ...(holds.length > 0 && { holds: holds.map(storedHold) }),
    ...(run !== null && { run: String(run) }),
    ...(posted !== null && { posted: String(posted) }),
    askedAt,
    arrivedAt,
    ...(isFirst && { isFirst }),
  };
}

export function looseEventOf(stored: StoredLooseEvent): LooseEvent {
  return {
    id: stored.id,
    orderable: BigInt(stored.orderable),
    unallocatable: BigInt(stored.unallocatable),
    posted: markOf(stored.posted),
    arrivedAt: stored.arrivedAt,
    sinceRun: markOf(stored.sinceRun),
  };
}

export function storedLooseEvent(event: LooseEvent): StoredLooseEvent {
  const { id, orderable, unallocatable, posted, arrivedAt, sinceRun } = event;
  return {
    id,
    orderable: String(orderable),
    unallocatable: String(unallocatable),
    ...(posted !== null && { posted: String(posted) }),
    arrivedAt,
    ...(sinceRun !== null && { sinceRun: String(sinceRun) }),
  };
}

export function holdOf({ reference, quantity }: StoredHold): WmsHold {
  return { reference, quantity: BigInt(quantity) };
}

export function storedHold({ reference, quantity }: WmsHold): StoredHold {
  return { reference, quantity: String(quantity) };
}

export function wmsLineOf(stored: StoredWmsLine): WmsOrderLine {
  return {
    number: stored.number,
    line: stored.line,
    component: stored.component ?? 0,
    sku: stored.sku,
    lot: stored.lot ?? null,
    ordered: BigInt(stored.ordered),
    cancelled: unitsOf(stored.cancelled),
    cancelAnswered: unitsOf(stored.cancelAnswered),
    refused: unitsOf(stored.refused),
    closed: unitsOf(stored.closed),
    takenBack: unitsOf(stored.takenBack),
    shipped: unitsOf(stored.shipped),
    allocations: (stored.allocations ?? []).map(allocationOf),
  };
}

export function storedWmsLine(line: WmsOrderLine): StoredWmsLine {
  const { number, line: ofLine, component, sku, lot, ordered, allocations } = line;
  return {
    number,
    line: ofLine,
    ...(component > 0 && { component }),
    sku,
    ...(lot !== null && { lot }),
    ordered: String(ordered),
    ...ifAny("cancelled", line.cancelled),
    ...ifAny("cancelAnswered", line.cancelAnswered),
    ...ifAny("refused", line.refused),
    ...ifAny("closed", line.closed),
    ...ifAny("takenBack", line.takenBack),
    ...ifAny("shipped", line.shipped),
    ...(allocations.length > 0 && { allocations: allocations.map(storedAllocation) }),
  };
}

function allocationOf(stored: StoredWmsAllocation): WmsAllocation {
  return {
    stockId: stored.stock,
    quantity: BigInt(stored.quantity),
    run: markOf(stored.run),
    toldAt: stored.toldAt,
    handedOver: stored.handedOver ?? false,
    undone: unitsOf(stored.undone),
  };
}

function storedAllocation(allocation: WmsAllocation): StoredWmsAllocation {
  const { stockId, quantity, run, toldAt, handedOver, undone } = allocation;
  return {
    stock: stockId,
    quantity: String(quantity),
    ...(run !== null && { run: String(run) }),
    toldAt,
    ...(handedOver && { handedOver }),
    ...ifAny("undone", undone),
  };
}

function ifAny<K extends string>(name: K, units: bigint): Partial<Record<K, string>> {
  return units === 0n ? {} : ({ [name]: String(units) } as Record<K, string>);
}

function unitsOf(stored: string | undefined): bigint {
  return BigInt(stored ?? 0);
}

function markOf(stored: string | undefined): bigint | null {
  return stored === undefined ? null : BigInt(stored);
}
