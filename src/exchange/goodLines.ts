import type { LineRefusal } from "../core/rejection.ts";
import { CommandRejected } from "../store/errors.ts";

/** How a list of lines is booked: all or none. A refusal names every line that is wrong. */
export interface Booking<L, T> {
  /** Under a name that holds for these very lines. */
  readonly book: (lines: readonly L[]) => Promise<T>;
  /** The same, but nothing is written and no name is spent. */
  readonly check: (lines: readonly L[]) => Promise<unknown>;
}

/** What was booked, if anything, and what was left out. */
export interface Booked<L, T> {
  readonly answer: T | undefined;
  readonly lines: readonly L[];
  readonly left: readonly { readonly line: L; readonly refusal: LineRefusal["rejection"] }[];
}

/** While it is tried, others may change what lines go by: seldom once, hardly ever twice. */
const TRIES_MAX = 4;

/**
 * Books the lines that are right and leaves the others out.
 *
 * The name of the request is spent with the very lines that were booked. So a repeat finds them whatever has become of
 * the others: it is told that they are booked, or, when lines that were wrong are right by now, that the name was used
 * for another request.
 */
export async function bookGood<L, T>(
  lines: readonly L[],
  { book, check }: Booking<L, T>,
): Promise<Booked<L, T>> {
  let good = lines;
  const left: { line: L; refusal: LineRefusal["rejection"] }[] = [];
  const leave = (refused: readonly LineRefusal[]): void => {
    const wrong = new Map(refused.map(({ index, rejection }) => [index, rejection]));
    for (const [index, refusal] of wrong) left.push({ line: lineAt(good, index), refusal });
    good = good.filter((_, index) => !wrong.has(index));
  };
  for (let tries = 1; good.length > 0; tries += 1) {
    try {
      return { answer: await book(good), lines: good, left };
    } catch (error) {
      const refused = await wrongOf(error, () => check(good));
      if (refused.length === 0 || tries === TRIES_MAX) throw error;
      leave(refused);
    }
  }
  return { answer: undefined, lines: good, left };
}

/** The lines that a refusal names. Of a name that was used, only a check can say which lines it was used without. */
async function wrongOf(
  error: unknown,
  check: () => Promise<unknown>,
): Promise<readonly LineRefusal[]> {
  if (!(error instanceof CommandRejected)) return [];
  const { reason, refused } = error.rejection;
  if (refused !== undefined) return refused;
  if (reason !== "REQUEST_ID_REUSED") return [];
  try {
    await check();
    return [];
  } catch (again) {
    if (again instanceof CommandRejected) return again.rejection.refused ?? [];
    throw again;
  }
}

function lineAt<L>(lines: readonly L[], index: number): L {
  const line = lines[index];
  if (line === undefined) throw new Error(`line ${index} was refused, of ${lines.length}`);
  return line;
}
