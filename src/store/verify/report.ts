import type { RuleName } from "./rules.ts";

/** Something that does not hold. */
export interface Difference {
  /** Code of the tenant. */
  readonly tenant: string;
  readonly rule: RuleName;
  /** What names the row: numbers, ids, and the SKU, location and lot of a stock row. */
  readonly keys: Readonly<Record<string, string>>;
  readonly expected: string;
  readonly found: string;
}

/** A rule that does not hold. */
export interface BrokenRule {
  readonly rule: RuleName;
  /** What should hold, for people. */
  readonly sentence: string;
  /** How many differences there are in all, those left out of the report included. */
  readonly count: number;
}

/** What an audit looked at and what it found. The books balance if `differencesTotal` is 0. */
export interface VerifyReport {
  readonly tenants: number;
  readonly entries: bigint;
  readonly postings: bigint;
  /** Rows of balances. */
  readonly stock: bigint;
  readonly reservations: bigint;
  /** Some of every broken rule, at most `differencesMax` in all; by rule, then by tenant. */
  readonly differences: readonly Difference[];
  /** How many differences there are in all. */
  readonly differencesTotal: number;
  readonly broken: readonly BrokenRule[];
  readonly ms: number;
}
