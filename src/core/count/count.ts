import type { Instant } from "../instant.ts";
import { reject, type Rejection } from "../rejection.ts";
import type { Uuid } from "../stock.ts";

/** A count has so many lines at most: larger locations are counted list by list. */
export const COUNT_LINES_MAX = 10_000;

/** So many counts may be under way at one location: whoever opens more has forgotten to close some. */
export const UNFINISHED_MAX = 100;

/** So many lines are corrected by one batch: nobody holds a head longer than 250 ms. */
export const LINES_PER_BATCH = 500;

/**
 * Where a count is in its life. Closing: some of its corrections are booked, and the same call, or its repeat, books the
 * rest. The last two are for ever.
 */
export type CountState = "open" | "awaiting_approval" | "closing" | "closed" | "cancelled";

/** What a count was opened for. */
export type CountScope = "all" | "listed" | "not_counted";

/** What the lines of a count add up to. */
export interface CountTotals {
  readonly lines: number;
  /** Lines that somebody has recorded. */
  readonly recorded: number;
  /** Recorded lines that differ and are not corrected yet. */
  readonly uncorrected: number;
  /** Units that were counted beyond what the books said, and those that were missing. */
  readonly surplus: bigint;
  readonly missing: bigint;
}

/** Somebody goes and looks how much is there. */
export interface Count {
  /** The id of the entry that opened it. */
  readonly id: Uuid;
  readonly locationId: Uuid;
  /** Code of the location. */
  readonly location: string;
  readonly scope: CountScope;
  readonly approvalThreshold: bigint | null;
  readonly reference: string;
  readonly state: CountState;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  readonly totals: CountTotals;
  /** 0 when it is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** Something that lies at a location: an item, of a lot if it has lots. */
export interface CountPlace {
  readonly itemId: Uuid;
  readonly sku: string;
  readonly lotId: Uuid | null;
  /** Number of the lot, or null. */
  readonly lot: string | null;
}

/** One place of a count. */
export interface CountLine extends CountPlace {
  readonly countId: Uuid;
  /** From 1. */
  readonly number: number;
  /** What was recorded, or null. */
  readonly counted: bigint | null;
  /** What was on hand by the books when it was recorded, or null. */
  readonly onHand: bigint | null;
  readonly recordedAt: Instant | null;
  /** By how much on hand was corrected; null: it was not, yet. */
  readonly corrected: bigint | null;
}

/** What one entry wrote down of a line. */
export interface CountRecord {
  readonly countId: Uuid;
  readonly line: number;
  readonly counted: bigint;
  readonly onHand: bigint;
}

export const NO_LINES: CountTotals = {
  lines: 0,
  recorded: 0,
  uncorrected: 0,
  surplus: 0n,
  missing: 0n,
};

/** May somebody still do something with it? Until then its places are in no other count. */
export function isUnfinished({ state }: Count): boolean {
  return state !== "closed" && state !== "cancelled";
}

/** What was counted beyond what the books said at that moment; below 0: what was missing. Null: nobody has counted. */
export function varianceOf({ counted, onHand }: CountLine): bigint | null {
  return counted === null || onHand === null ? null : counted - onHand;
}

/** The totals after a line has become another; null: it was not there. */
export function withLine(
  totals: CountTotals,
  before: CountLine | null,
  after: CountLine,
): CountTotals {
  const [was, is] = [before === null ? NO_LINES : totalsOf(before), totalsOf(after)];
  return {
    lines: totals.lines - was.lines + is.lines,
    recorded: totals.recorded - was.recorded + is.recorded,
    uncorrected: totals.uncorrected - was.uncorrected + is.uncorrected,
    surplus: totals.surplus - was.surplus + is.surplus,
    missing: totals.missing - was.missing + is.missing,
  };
}

function totalsOf(line: CountLine): CountTotals {
  const variance = varianceOf(line);
  if (variance === null) return { ...NO_LINES, lines: 1 };
  return {
    lines: 1,
    recorded: 1,
    uncorrected: variance !== 0n && line.corrected === null ? 1 : 0,
    surplus: variance > 0n ? variance : 0n,
    missing: variance < 0n ? -variance : 0n,
  };
}

export function countNotFound(countId: Uuid): Rejection {
  const message = `count_id: there is no count ${countId}; correct it`;
  return { ...reject("COUNT_NOT_FOUND", message, { countId }), field: "count_id" };
}

/** Refuses a step of a count that has ended, or whose corrections are being booked. */
export function countClosed({ id, state }: Count): Rejection {
  const message = `count ${id} is ${state}; open another one to count again`;
  return reject("COUNT_CLOSED", message, { countId: id, state });
}

/** Refuses to count in two counts at once: both would correct the same difference. */
export function countedElsewhere(place: CountPlace, countId: Uuid, field: string): Rejection {
  const what = place.lot === null ? place.sku : `lot ${place.lot} of ${place.sku}`;
  const message = `${field}: ${what} is being counted by count ${countId}; close or cancel that first`;
  return { ...reject("INVALID_MOVEMENT", message, { countId, sku: place.sku }), field };
}
