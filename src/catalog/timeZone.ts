import { fieldViolation, type Rejection } from "../core/rejection.ts";

/** Refuses what is no time zone. @param message the field that holds the location */
export function wrongTimeZone(name: string, message: string): Rejection | undefined {
  if (isTimeZone(name)) return undefined;
  const field = `${message}.time_zone`;
  const words = `${field}: "${name}" is no IANA time zone; write one such as "Europe/Rome"`;
  return fieldViolation(field, words);
}

/** Zones are few, and asking for one takes longer than all else that is checked of a location. */
const known = new Set<string>();

function isTimeZone(name: string): boolean {
  if (known.has(name)) return true;
  try {
    const isOne =
      new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
    if (isOne) known.add(name);
    return isOne;
  } catch {
    return false;
  }
}
