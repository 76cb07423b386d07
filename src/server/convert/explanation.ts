import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type ExplainReservationResponseSchema,
  type LineExplanationSchema,
  LineExplanation_Rule as Rule,
  type LotExplanationSchema,
  LotExplanation_Verdict as OfLot,
  type PlaceExplanationSchema,
  PlaceExplanation_Verdict as OfPlace,
} from "@holdfast/client";

import type {
  LineExplained,
  LotExplained,
  LotVerdict,
  PlaceExplained,
  PlaceVerdict,
  SourcingRule,
} from "../../core/explanation.ts";
import type { ReservationExplained } from "../../store/history/history.ts";
import { entryToProto } from "./stock.ts";
import { timestampToProto } from "./time.ts";

const RULES = {
  wholeOrder: Rule.WHOLE_ORDER,
  pinned: Rule.PINNED,
  restOfOrder: Rule.REST_OF_ORDER,
  lineAlone: Rule.LINE_ALONE,
  split: Rule.SPLIT,
  nothing: Rule.NOTHING,
} satisfies Record<SourcingRule, Rule>;

const PLACES = {
  chosen: OfPlace.CHOSEN,
  notNeeded: OfPlace.NOT_NEEDED,
  tooLittle: OfPlace.TOO_LITTLE,
  nothing: OfPlace.NOTHING,
  notPinned: OfPlace.NOT_PINNED,
  archived: OfPlace.ARCHIVED,
} satisfies Record<PlaceVerdict, OfPlace>;

const LOTS = {
  chosen: OfLot.CHOSEN,
  notNeeded: OfLot.NOT_NEEDED,
  nothingFree: OfLot.NOTHING_FREE,
  expired: OfLot.EXPIRED,
  barred: OfLot.BARRED,
  tooShortLived: OfLot.TOO_SHORT_LIVED,
  notPinned: OfLot.NOT_PINNED,
  keptBack: OfLot.KEPT_BACK,
} satisfies Record<LotVerdict, OfLot>;

/** Why a reservation got what it got, as it is told. */
export function explanationToProto(
  explained: ReservationExplained,
): MessageInitShape<typeof ExplainReservationResponseSchema> {
  const { entry, lines, isReproduced, ruleChanges } = explained;
  return {
    entry: entryToProto(entry),
    lines: lines.map(lineToProto),
    reproduced: isReproduced,
    catalogChanges: BigInt(ruleChanges),
  };
}

function lineToProto(line: LineExplained): MessageInitShape<typeof LineExplanationSchema> {
  const { need, granted, rule, places } = line;
  return {
    line: need.line,
    sku: need.item.sku,
    quantity: need.quantity,
    granted,
    goodUntilTime: timestampToProto(need.goodUntil),
    rule: RULES[rule],
    places: places.map(placeToProto),
  };
}

function placeToProto(place: PlaceExplained): MessageInitShape<typeof PlaceExplanationSchema> {
  const { location, available, taken, verdict, lots } = place;
  return {
    location: location.code,
    sourcingPriority: location.sourcingPriority,
    available,
    safetyStock: location.safetyStock,
    taken,
    verdict: PLACES[verdict],
    lots: lots.map(lotToProto),
  };
}

function lotToProto(lot: LotExplained): MessageInitShape<typeof LotExplanationSchema> {
  const { row, free, taken, verdict } = lot;
  return {
    lot: row.lot?.number ?? "",
    expireTime: timestampToProto(row.lot?.expiresAt ?? null),
    onHand: row.balances.onHand,
    free,
    taken,
    verdict: LOTS[verdict],
  };
}
