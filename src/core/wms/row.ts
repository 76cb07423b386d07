import type { Instant } from "../instant.ts";
import type { Uuid } from "../stock.ts";

/** Unallocatable units that stand under a reference. */
export interface WmsHold {
  readonly reference: string;
  readonly quantity: bigint;
}

/** What one page showed of a stock row. Base units. */
export interface Sight {
  readonly orderable: bigint;
  readonly unallocatable: bigint;
  /** What of the unallocatable stands under references of the warehouse system. */
  readonly holds: readonly WmsHold[];
  /** The run whose allocations the page showed, where runs are numbered. */
  readonly run: bigint | null;
  /** The posting number up to which events were in the page, where events are numbered. */
  readonly posted: bigint | null;
  readonly askedAt: Instant;
  readonly arrivedAt: Instant;
  /** The location had not been walked as a whole before: what the page brings is where drift is counted from. */
  readonly isFirst: boolean;
}

/** An event that a page may not show yet. */
export interface LooseEvent {
  readonly id: string;
  readonly orderable: bigint;
  readonly unallocatable: bigint;
  readonly posted: bigint | null;
  readonly arrivedAt: Instant;
  /** The run of the first page that was asked for after the event arrived; null until there was one. */
  readonly sinceRun: bigint | null;
}

/** What the warehouse system has told about one stock row. */
export interface WmsRow {
  readonly stockId: Uuid;
  /** The page that counts; null until there is one. */
  readonly sight: Sight | null;
  /** A later page that may not raise anything yet: order states asked for after it are still to come. */
  readonly next: Sight | null;
  /** A page that came too late, or too early, to raise anything: no more than it shows is counted on. */
  readonly cap: Sight | null;
  /** Pages that were asked for before this may only lower. */
  readonly raisesFrom: Instant | null;
  /** Oldest first. */
  readonly events: readonly LooseEvent[];
  /** Conditions of ours that carry a reference of the warehouse system: they are not counted a second time. */
  readonly ours: readonly WmsHold[];
  /** What nothing we know of explains: the sum of what pages changed, less events and our orders. Commentary. */
  readonly drift: bigint;
  /** Since when there has been drift; null: there is none. */
  readonly driftSince: Instant | null;
  /** When something else than a page last told of units that pages are still to show. */
  readonly toldAt: Instant | null;
  /** The run that pages showed then, where runs are numbered. */
  readonly toldRun: bigint | null;
  /** The walk that saw the row last. */
  readonly walk: Uuid | null;
  /** 0 for a row that is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** What may be counted on. */
export interface Shown {
  readonly orderable: bigint;
  readonly unallocatable: bigint;
}

export function newWmsRow(stockId: Uuid): WmsRow {
  const nothing = { sight: null, next: null, cap: null, raisesFrom: null, walk: null };
  const noDrift = { drift: 0n, driftSince: null, toldAt: null, toldRun: null };
  return { stockId, ...nothing, ...noDrift, events: [], ours: [], version: 0 };
}

/** Notes that something else than a page has told of units. */
export function toldNow({ sight, next }: WmsRow, now: Instant): Pick<WmsRow, "toldAt" | "toldRun"> {
  return { toldAt: now, toldRun: (next ?? sight)?.run ?? null };
}
