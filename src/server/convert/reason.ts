import { ReasonCode as ReasonProto } from "@holdfast/client";
import type { ReasonCode } from "../../core/reason.ts";

const CODES = {
  damaged_in_warehouse: ReasonProto.DAMAGED_IN_WAREHOUSE,
  damaged_in_transit: ReasonProto.DAMAGED_IN_TRANSIT,
  expired: ReasonProto.EXPIRED,
  theft: ReasonProto.THEFT,
  lost: ReasonProto.LOST,
  found: ReasonProto.FOUND,
  quality_hold: ReasonProto.QUALITY_HOLD,
  quality_release: ReasonProto.QUALITY_RELEASE,
  recall: ReasonProto.RECALL,
  legal_hold: ReasonProto.LEGAL_HOLD,
  count_correction: ReasonProto.COUNT_CORRECTION,
  data_correction: ReasonProto.DATA_CORRECTION,
  supplier_error: ReasonProto.SUPPLIER_ERROR,
  sample: ReasonProto.SAMPLE,
  internal_use: ReasonProto.INTERNAL_USE,
  other: ReasonProto.OTHER,
} satisfies Record<ReasonCode, ReasonProto>;

/** A reason in a word as it was sent, or null for none. */
export function reasonFromProto(code: ReasonProto): ReasonCode | null {
  for (const [name, value] of Object.entries(CODES)) {
    if (value === code) return name as ReasonCode;
  }
  return null;
}
