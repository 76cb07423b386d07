import type { Bundle } from "../../../core/bundle/bundle.ts";
import type { Scope } from "./stock.ts";

/** Where the components of a bundle may come from. */
export function scopesOf(
  bundle: Pick<Bundle, "components"> | undefined,
  location: string | null,
): Scope[] {
  return (bundle?.components ?? []).map(({ sku }) => ({ sku, location }));
}

/** Scopes without repetitions. */
export function eachOnce(scopes: readonly Scope[]): Scope[] {
  const named = scopes.map((scope): [string, Scope] => [
    `${scope.sku}\n${scope.location ?? ""}`,
    scope,
  ]);
  return [...new Map(named).values()];
}
