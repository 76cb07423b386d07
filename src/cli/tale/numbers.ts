import { CELL, GOODS, type Stage } from "./stage.ts";

/** What both sides say of the goods. */
export interface Numbers {
  /** What the warehouse system shows to be ordered. */
  readonly shown: number;
  /** What it shows to be there and not to be ordered. */
  readonly bad: number;
  /** Orders that it has taken. */
  readonly orders: number;
  readonly onHand: number;
  readonly unallocatable: number;
  readonly held: number;
  readonly committed: number;
  readonly available: number;
}

export const NAMES: Readonly<Record<keyof Numbers, string>> = {
  shown: "the warehouse's number",
  bad: "the warehouse's number of unallocatable units",
  orders: "the number of the warehouse's orders",
  onHand: "on hand in Holdfast",
  unallocatable: "unallocatable in Holdfast",
  held: "held in Holdfast",
  committed: "committed in Holdfast",
  available: "available in Holdfast",
};

/** Asks both sides. */
export async function askBoth({ shop, warehouse }: Stage): Promise<Numbers> {
  const { cells, orders } = warehouse.world.truth();
  const cell = cells.find(({ sku }) => sku === CELL.sku);
  const { availability } = await shop.inventory.getAvailability({ keys: [GOODS] });
  const [told] = availability;
  if (cell === undefined || told === undefined) throw new Error("nobody knows the goods");
  return {
    shown: cell.bookedOrderable,
    bad: cell.bookedUnallocatable,
    orders: orders.length,
    onHand: Number(told.onHand),
    unallocatable: Number(told.unallocatable),
    held: Number(told.held),
    committed: Number(told.committed),
    available: Number(told.available),
  };
}

/** Both sides in one line. What is 0 and says nothing is left out. */
export function inWords(numbers: Numbers): string {
  const { shown, bad, orders, onHand, unallocatable, held, committed, available } = numbers;
  const ours = [
    `on hand ${onHand}`,
    ...(unallocatable > 0 ? [`unallocatable ${unallocatable}`] : []),
    ...(held > 0 ? [`held ${held}`] : []),
    ...(committed > 0 ? [`committed ${committed}`] : []),
    `available ${available}`,
  ];
  const broken = bad > 0 ? `, ${bad} damaged` : "";
  const theirs = `warehouse shows ${shown}${broken}, has ${orders} order${orders === 1 ? "" : "s"}`;
  return `${theirs.padEnd(42)}  Holdfast: ${ours.join(", ")}`;
}
