import { hash } from "node:crypto";

import type { Family } from "./family.ts";
import { GROCERIES } from "./groceries.ts";
import { HOUSEHOLD } from "./household.ts";
import { LOCATIONS } from "./locations.ts";
import { SHOWPIECE } from "./tenant.ts";

/** An item of the demo and where how many of it lie. The same at every start. */
export interface DemoItem {
  readonly sku: string;
  readonly name: string;
  readonly family: Family;
  readonly stock: readonly DemoStock[];
}

/** What one location has of an item; several rows when it came in several lots. */
export interface DemoStock {
  readonly location: string;
  readonly quantity: bigint;
  readonly lot?: { readonly number: string; readonly shelfLifeLeftDays: number };
}

/** How much of its shelf life a lot still has when the demo first starts, the oldest first. */
const LOT_AGES = [0.25, 0.6, 0.9];

const FAMILIES = [...HOUSEHOLD, ...GROCERIES];

/** Every item except the showpiece, which comes last: see `loadDemo`. */
export function assortment(): DemoItem[] {
  return FAMILIES.flatMap(itemsOf).filter((item) => item.sku !== SHOWPIECE.sku);
}

/** The item whose arrival says that all others are there. */
export function showpiece(): DemoItem {
  const item = FAMILIES.flatMap(itemsOf).find(({ sku }) => sku === SHOWPIECE.sku);
  if (item === undefined) throw new Error("no family has the showpiece");
  const { location, quantity } = SHOWPIECE;
  return { ...item, stock: [{ location, quantity }] };
}

function itemsOf(family: Family): DemoItem[] {
  return Object.entries(family.variants).flatMap(([variantCode, variant]) =>
    Object.entries(family.sizes)
      // Numbers come first in an object's order; the code decides instead.
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([sizeCode, size]) => {
        const sku = `${family.code}-${variantCode}-${sizeCode}`;
        const name = `${family.noun}, ${variant}, ${size}`;
        return { sku, name, family, stock: stockOf(sku, family) };
      }),
  );
}

function stockOf(sku: string, family: Family): DemoStock[] {
  return LOCATIONS.flatMap(({ code, kind }) => {
    const luck = chance(`${sku}/${code}`);
    // Nobody has everything: stores a third, others two thirds.
    if (luck % 3 >= (kind === "store" ? 1 : 2)) return [];
    return stockAt(code, sku, family, BigInt((luck % (kind === "warehouse" ? 400 : 60)) + 4));
  });
}

/** So many units of an item at a location, in the lots in which it comes. */
export function stockAt(
  location: string,
  sku: string,
  { shelfLifeDays }: Family,
  quantity: bigint,
): DemoStock[] {
  if (shelfLifeDays === undefined) return [{ location, quantity }];
  return lotsOf(sku, location, quantity, shelfLifeDays);
}

function lotsOf(
  sku: string,
  location: string,
  quantity: bigint,
  shelfLifeDays: number,
): DemoStock[] {
  const ages = LOT_AGES.slice(chance(sku) % 2);
  return ages.map((age, index) => ({
    location,
    quantity: quantity / BigInt(index + 1) + 1n,
    lot: {
      number: `${sku}/${String.fromCharCode(65 + index)}`,
      shelfLifeLeftDays: Math.max(1, Math.round(shelfLifeDays * age)),
    },
  }));
}

/** A whole number that looks like chance and is the same every time. */
export function chance(seed: string): number {
  return Number.parseInt(hash("sha256", seed, "hex").slice(0, 8), 16);
}
