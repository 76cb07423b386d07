/** Items that differ in two ways only, such as colour and size. */
export interface Family {
  /** Begins the SKU. */
  readonly code: string;
  readonly noun: string;
  readonly seller: string;
  /** Code and words of the first difference. */
  readonly variants: Readonly<Record<string, string>>;
  /** Code and words of the second difference. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** From production to expiry; absent for what does not spoil, which is not tracked by lot. */
  readonly shelfLifeDays?: number;
  /** What one costs, in cents. */
  readonly costCents: number;
}

/** Writes a family down in one go. */
export function family(
  code: string,
  noun: string,
  seller: string,
  costCents: number,
  variants: Family["variants"],
  sizes: Family["sizes"],
  more: Pick<Family, "unit" | "shelfLifeDays"> = {},
): Family {
  return { code, noun, seller, costCents, variants, sizes, ...more };
}
