/**
 * Why stock was said to be otherwise, in a word that can be counted: beside it the caller says it in words of his own.
 * Kept with the journal's entry for ever, so that none is ever renamed.
 */
export const REASON_CODES = [
  "damaged_in_warehouse",
  "damaged_in_transit",
  "expired",
  "theft",
  "lost",
  "found",
  "quality_hold",
  "quality_release",
  "recall",
  "legal_hold",
  "count_correction",
  "data_correction",
  "supplier_error",
  "sample",
  "internal_use",
  "other",
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];
