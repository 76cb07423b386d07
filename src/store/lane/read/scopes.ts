import type { Bundle } from "../../../core/bundle/bundle.ts";
import type { Command } from "../../../core/command.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Doubts } from "./doubt.ts";
import type { Scope } from "./stock.ts";

/** Where the components of a bundle may come from. */
function scopesOf(
  bundle: Pick<Bundle, "components"> | undefined,
  location: string | null,
): Scope[] {
  return (bundle?.components ?? []).map(({ sku }) => ({ sku, location }));
}

/** Scopes without repetitions. */
function eachOnce(scopes: readonly Scope[]): Scope[] {
  const named = scopes.map((scope): [string, Scope] => [
    `${scope.sku}\n${scope.location ?? ""}`,
    scope,
  ]);
  return [...new Map(named).values()];
}

/** Where the components of the bundles that orders name may come from. @param bundles by SKU */
export function scopesOfOrders(
  commands: readonly Command[],
  bundles: ReadonlyMap<string, Bundle>,
): Scope[] {
  const scopes = commands.flatMap((command) => {
    if (command.kind !== "reserve" && command.kind !== "sell") return [];
    return command.lines.flatMap(({ sku, location }) => scopesOf(bundles.get(sku), location));
  });
  return eachOnce(scopes);
}

/**
 * Where what reservations have may move to, or be taken from again, and where units come back to that come back to another
 * place.
 */
export function scopesOfPlaces(
  commands: readonly Command[],
  reservations: ReadonlyMap<string, Reservation>,
  doubts: Doubts,
): Scope[] {
  const scopes: Scope[] = [];
  for (const command of commands) {
    if (!("reservationId" in command)) continue;
    const reservation = reservations.get(command.reservationId);
    if (reservation === undefined) continue;
    if (command.kind === "return") {
      const { location } = command;
      if (location === null) continue;
      for (const { sku } of reservation.allocations) scopes.push({ sku, location });
      continue;
    }
    if (command.kind === "rehome") doubts.moves(reservation);
    else if (command.kind !== "commit" || !doubts.mayMove(command, reservation)) continue;
    for (const line of reservation.lines) {
      const { sku, location } = line;
      scopes.push({ sku, location }, ...scopesOf(line, location));
    }
  }
  return eachOnce(scopes);
}
