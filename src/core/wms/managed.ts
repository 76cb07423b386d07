import { reject, type Rejection } from "../rejection.ts";
import type { Location } from "../stock.ts";

/** Refuses what only the warehouse system may say of a location. */
export function managedByWms(location: Location, hint: string): Rejection | undefined {
  if (location.wmsAccountId === null) return undefined;
  const message = `location: "${location.code}" is counted by its warehouse system; ${hint}`;
  const facts = { location: location.code, wmsAccountId: location.wmsAccountId };
  return { ...reject("INVALID_MOVEMENT", message, facts), field: "location" };
}
