/** What every story's shop has: two kinds of places, safety stock, items without lots and one with lots. */

export interface LocationFacts {
  readonly code: string;
  readonly ships: "at once" | "later";
  readonly priority: number;
  readonly safetyStock: number;
}

/** In the order in which they serve. */
export const LOCATIONS: readonly LocationFacts[] = [
  { code: "WEST", ships: "later", priority: 0, safetyStock: 1 },
  { code: "MAIN", ships: "at once", priority: 1, safetyStock: 0 },
  { code: "EAST", ships: "at once", priority: 2, safetyStock: 0 },
];

export interface ItemFacts {
  readonly sku: string;
  readonly lotTracked: boolean;
  /** What it is made of, by SKU; left out: it has stock of its own. */
  readonly made?: readonly { readonly sku: string; readonly per: number }[];
}

export const ITEMS: readonly ItemFacts[] = [
  { sku: "SOCK", lotTracked: false },
  { sku: "HAT", lotTracked: false },
  { sku: "MILK", lotTracked: true },
  {
    sku: "SET",
    lotTracked: false,
    made: [
      { sku: "MILK", per: 1 },
      { sku: "SOCK", per: 2 },
    ],
  },
];

/** When a lot may no longer be sold, counted from the story's first moment; null: never. */
export const LOT_EXPIRES_AFTER_MS: Readonly<Record<string, number | null>> = {
  A: 1_200,
  B: 4_000,
  C: 10_000,
  D: 25_000,
  E: null,
};

export const LOTS: readonly string[] = Object.keys(LOT_EXPIRES_AFTER_MS);
