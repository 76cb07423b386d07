import { hashed } from "../random.ts";
import { type SimLine, type SimPage, UnknownCursor } from "./api.ts";
import type { Cell, Figures } from "./cell.ts";
import type { WorldState } from "./state.ts";

/** Where in a walk a cell comes. Ordered pages know neither salt nor hash. */
interface Position {
  readonly salt: number;
  readonly hash: number;
  readonly sortKey: string;
}

/** A page as it stood at a moment. @throws {UnknownCursor} */
export function pageAsOf(
  state: WorldState,
  cursor: string | null,
  moment: number,
  limit: number,
): SimPage {
  const { dialect } = state.options;
  const { run, posted } = state.marks.asOf(moment) ?? state.marks.latest;
  const after = cursor === null ? beginning(state) : readCursor(cursor);
  const found = listedAfter(state, after, moment, limit + 1);
  const last = found[limit - 1];
  return {
    run: dialect.numberedRuns ? run : null,
    posted: dialect.eventMark ? posted : null,
    lines: found.slice(0, limit).map(({ line }) => line),
    next: found.length > limit && last !== undefined ? writeCursor(last.position) : null,
  };
}

interface Listed {
  readonly position: Position;
  readonly line: SimLine;
}

/** The first cells after a position that are listed. */
function listedAfter(state: WorldState, after: Position, moment: number, count: number): Listed[] {
  const listed: Listed[] = [];
  for (const { cell, position } of cellsAfter(state, after)) {
    const figures = cell.shown.asOf(moment) ?? null;
    if (figures === null || !isListed(state, figures)) continue;
    const { orderable, unallocatable, holds } = figures;
    listed.push({ position, line: { ...cell.key, orderable, unallocatable, holds } });
    if (listed.length === count) break;
  }
  return listed;
}

function cellsAfter(
  state: WorldState,
  after: Position,
): { readonly cell: Cell; readonly position: Position }[] {
  const isOrdered = state.options.dialect.orderedPages;
  const coming = state.cells.all().flatMap((cell) => {
    const { sortKey } = cell;
    const hash = isOrdered ? 0 : hashed(sortKey, after.salt);
    const position = { salt: after.salt, hash, sortKey };
    return compare(position, after) > 0 ? [{ cell, position }] : [];
  });
  return isOrdered ? coming : coming.toSorted((one, two) => compare(one.position, two.position));
}

function isListed({ options }: WorldState, figures: Figures): boolean {
  if (options.dialect.zeroRows === "listed") return true;
  return figures.orderable > 0 || figures.unallocatable > 0;
}

function compare(one: Position, two: Position): number {
  if (one.hash !== two.hash) return one.hash - two.hash;
  if (one.sortKey === two.sortKey) return 0;
  return one.sortKey < two.sortKey ? -1 : 1;
}

/**
 * Before every cell. A walk through unordered pages has an order of its own, which lasts as long as
 * it does.
 */
function beginning(state: WorldState): Position {
  if (state.options.dialect.orderedPages) return { salt: 0, hash: 0, sortKey: "" };
  state.walksBegun += 1;
  return { salt: state.options.seed + state.walksBegun, hash: 0, sortKey: "" };
}

function writeCursor({ salt, hash, sortKey }: Position): string {
  return Buffer.from(JSON.stringify([salt, hash, sortKey])).toString("base64url");
}

function readCursor(cursor: string): Position {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(read)) throw new UnknownCursor("not a cursor");
    const [salt, hash, sortKey]: unknown[] = read;
    if (typeof salt === "number" && typeof hash === "number" && typeof sortKey === "string") {
      return { salt, hash, sortKey };
    }
  } catch {
    // Told below, whatever is wrong with it.
  }
  throw new UnknownCursor("this cursor was never given out");
}
