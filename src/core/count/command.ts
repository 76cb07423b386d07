import type { CommandHeader } from "../header.ts";
import type { Rejection } from "../rejection.ts";
import type { Uuid } from "../stock.ts";
import type { CountPlace, CountScope } from "./count.ts";

/** Opens a count. Its id is that of the command's entry. */
export interface OpenCount extends CommandHeader {
  readonly kind: "openCount";
  /** Code of the location. */
  readonly location: string;
  readonly scope: CountScope;
  /** What is to be counted, looked up before the command was sent: a location may have a million rows. */
  readonly lines: readonly CountPlace[];
  /** Why nothing can be looked up by this scope. */
  readonly refusal: Rejection | null;
  /** Corrections of more units than this wait for somebody's approval; null: none does. */
  readonly approvalThreshold: bigint | null;
  readonly reference: string;
}

export interface CountedLine {
  readonly sku: string;
  readonly lot: string | null;
  readonly quantity: bigint;
}

interface CountStep extends CommandHeader {
  readonly countId: Uuid;
}

/** Writes down what somebody has counted. */
export interface RecordCount extends CountStep {
  readonly kind: "recordCount";
  readonly lines: readonly CountedLine[];
  /** The units come on top of what was recorded before, as those of another shelf do. */
  readonly isMore: boolean;
}

/** Corrects the books by what was counted. */
export interface CloseCount extends CountStep {
  readonly kind: "closeCount";
  /** What nobody has recorded is not there. */
  readonly isMissingZero: boolean;
  /** Whoever may has looked at the differences. */
  readonly isApproved: boolean;
  readonly reason: string;
  /** Ids for stock rows of what was counted and never booked: as many as one batch corrects. */
  readonly stockIds: readonly Uuid[];
}

/** Ends a count without a correction. */
export interface CancelCount extends CountStep {
  readonly kind: "cancelCount";
  readonly reason: string;
}

/** Everything that is done with counts. */
export type CountCommand = OpenCount | RecordCount | CloseCount | CancelCount;
