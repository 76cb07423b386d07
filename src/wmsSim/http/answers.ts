import type { Told } from "./operation.ts";
import { failure } from "./shapes.ts";

const told = (meaning: string): Told => ({ meaning, schema: failure });

/** What every operation may answer. */
export const ALWAYS: Readonly<Record<number, Told>> = {
  400: told("malformed"),
  401: told("the key is missing or wrong"),
  413: told("the body is too large"),
};

/** What every operation of the warehouse system may answer besides. */
export const UNDER_QUOTA: Readonly<Record<number, Told>> = {
  ...ALWAYS,
  429: told("too many requests: come back after `Retry-After` seconds"),
  500: told("out of order; nothing was done"),
  503: told("out of order; nothing was done"),
};

export const REJECTED = told("rejected as a whole, with the reason");

export const UNKNOWN_ORDER = told("no such order");
