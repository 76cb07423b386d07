import { hashed } from "./random.ts";
import type { OpeningStock } from "./world/world.ts";

const WAREHOUSES = ["MAIN", "EAST"];
const SIZES = ["S", "M", "L"];
const CLOTHES = ["SOCK", "SHIRT", "SCARF", "GLOVE", "HAT", "APRON"];
const FOOD = ["MILK", "TEA", "COFFEE", "HONEY", "RICE", "OATS", "JAM", "OLIVES"];
const LOTS = ["2026-A", "2026-B", "2026-C"];

/**
 * A small shop's stock: clothes without lots, food in lots, some of it unallocatable. Always the
 * same.
 */
export function demoStock(owner = "DEMO"): OpeningStock[] {
  return WAREHOUSES.flatMap((warehouse) => [
    ...CLOTHES.flatMap((noun) =>
      SIZES.map((size) => stock({ warehouse, owner, sku: `${noun}-${size}`, lot: null })),
    ),
    ...FOOD.flatMap((sku) => LOTS.map((lot) => stock({ warehouse, owner, sku, lot }))),
  ]);
}

function stock(key: Omit<OpeningStock, "orderable" | "unallocatable">): OpeningStock {
  const luck = hashed(`${key.warehouse}/${key.sku}/${key.lot ?? ""}`, 1);
  return { ...key, orderable: luck % 120, unallocatable: luck % 7 === 0 ? luck % 9 : 0 };
}
