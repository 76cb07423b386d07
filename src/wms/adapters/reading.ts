import { z } from "zod";

import { WmsNonsense } from "../errors.ts";

/** More units than any warehouse has; our books take no more. */
const UNITS_MAX = 1_000_000_000_000_000;

/** Names are shorter. Longer ones would only fill memory. */
const NAME_LENGTH_MAX = 200;

/** Cursors are nobody's business but the other side's, within reason. */
const CURSOR_LENGTH_MAX = 4_000;

/** Text that the database can keep. */
function text(min: number, max: number) {
  const kept = (given: string): boolean => given.isWellFormed() && !given.includes("\0");
  return z.string().min(min).max(max).refine(kept, "must be Unicode without NUL");
}

/** A name of something. */
export const name = text(1, NAME_LENGTH_MAX);

/** A name that may be empty, such as the owner where a warehouse has only one. */
export const nameOrNothing = text(0, NAME_LENGTH_MAX);

/** The name of a lot, or null where there is none. */
export const lot = name.nullable();

/** Where to go on. */
export const cursor = text(1, CURSOR_LENGTH_MAX);

/** Base units: a whole number from 0. */
export const units = z.number().int().min(0).max(UNITS_MAX).transform(BigInt);

/** A change of base units: a whole number. */
export const delta = z.number().int().min(-UNITS_MAX).max(UNITS_MAX).transform(BigInt);

/** A number that grows, such as that of a run or a posting. */
export const mark = units;

/** A mark where the dialect has one; null where it has none, whatever is told. */
export function markIf(isTold: boolean) {
  return isTold ? mark : z.null().catch(null);
}

/** A number of a line within an order. */
export const lineNumber = z.number().int().min(1).max(1_000_000);

/** A moment: milliseconds since 1970. */
export const instant = z.number().int().min(0).max(8_640_000_000_000_000);

/** Units of a lot. */
export const lotUnits = z.object({ lot, quantity: units });

/**
 * Reads an answer: all of it as it should be, or nothing. What it says beyond that is left out.
 *
 * @throws WmsNonsense that names what is wrong, and does not repeat it
 */
export function readAnswer<T>(shape: z.ZodType<T>, body: string): T {
  const read = shape.safeParse(parsed(body));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new WmsNonsense(fieldAt(issue?.path ?? []), issue?.message ?? "not as it should be");
}

/** Whether an answer is of that shape, where others may stand in its place. */
export function readsAs(shape: z.ZodType, body: string): boolean {
  try {
    readAnswer(shape, body);
    return true;
  } catch (error) {
    if (error instanceof WmsNonsense) return false;
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new WmsNonsense("", "not JSON");
  }
}

/** `["lines", 3, "orderable"]` as `lines[3].orderable`. */
function fieldAt(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join("");
}
