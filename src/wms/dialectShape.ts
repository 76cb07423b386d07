import { z } from "zod";

import type { WmsDialect } from "../core/wms/dialect.ts";

/** Longer than anything that a warehouse system may take and still be worked with. */
const DURATION_MAX_MS = 604_800_000;

const duration = z.number().int().min(0).max(DURATION_MAX_MS);

/** A dialect, all of it: what is left out would be guessed, and what is misspelt ignored. */
export const dialectShape: z.ZodType<WmsDialect> = z.strictObject({
  numberedRuns: z.boolean(),
  eventsBooked: z.enum(["live", "atRuns"]),
  eventMark: z.boolean(),
  orderKeys: z.boolean(),
  zeroRows: z.enum(["listed", "leftOut"]),
  orderedPages: z.boolean(),
  takesBack: z.boolean(),
  runLastsMs: duration,
  lagMs: duration,
  unseenMs: duration,
  requestLastsMs: duration,
});

/** What is wrong with a dialect, in plain lines: `lagMs: …`. */
export function dialectProblems(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join(".")}: ${message}`;
  });
}
