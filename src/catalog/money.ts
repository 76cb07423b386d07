import type { Cost } from "../core/stock.ts";

/** Money as two columns keep it, or null for none. Digits that say nothing are left out. */
export function moneyOf(
  amount: string | null | undefined,
  currency: string | null | undefined,
): Cost | null {
  if (typeof amount !== "string" || typeof currency !== "string") return null;
  return { amount: plainAmount(amount), currency };
}

/** Are these the same amount of the same currency, however they are written? */
export function isSameMoney(a: Cost | null, b: Cost | null): boolean {
  if (a === null || b === null) return a === b;
  return a.currency === b.currency && plainAmount(a.amount) === plainAmount(b.amount);
}

/** The decimal without digits that say nothing: `012.50` and `12.5` are one amount. */
function plainAmount(amount: string): string {
  const [whole = "", fraction = ""] = amount.split(".");
  const digits = fraction.replace(/0+$/, "");
  return whole.replace(/^0+(?=\d)/, "") + (digits === "" ? "" : `.${digits}`);
}
