import type { NewLocation } from "../catalog/catalog.ts";

/** Where the demo's stock lies. The warehouse in Leipzig ships later than it sells. */
export const LOCATIONS: readonly NewLocation[] = [
  {
    code: "BER-1",
    name: "Warehouse Berlin",
    kind: "warehouse",
    fulfilment: "immediate",
    sourcingPriority: 10,
    safetyStock: 0n,
    wmsBufferPercent: 0,
    timeZone: "Europe/Berlin",
  },
  {
    code: "LEJ-1",
    name: "Warehouse Leipzig",
    kind: "warehouse",
    fulfilment: "deferred",
    sourcingPriority: 20,
    safetyStock: 5n,
    wmsBufferPercent: 0,
    timeZone: "Europe/Berlin",
  },
  {
    code: "LIS-2",
    name: "Store Lisbon, Chiado",
    kind: "store",
    fulfilment: "immediate",
    sourcingPriority: 40,
    safetyStock: 2n,
    wmsBufferPercent: 0,
    timeZone: "Europe/Lisbon",
  },
  {
    code: "LON-7",
    name: "Hub London, Bermondsey",
    kind: "hub",
    fulfilment: "immediate",
    sourcingPriority: 30,
    safetyStock: 3n,
    wmsBufferPercent: 0,
    timeZone: "Europe/London",
  },
];
