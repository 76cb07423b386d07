import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type ResolveDriftRequest,
  ResolveDriftRequest_Resolution as Resolution,
  WmsDriftClass,
  type WmsDriftRowSchema,
} from "@holdfast/client";

import type { DriftResolution, WmsResolve } from "../../core/wms/command.ts";
import type { DriftClass } from "../../core/wms/drift.ts";
import type { DriftRow } from "../../wms/desk/drift.ts";
import type { Call } from "../call.ts";
import { timestampToProto } from "./time.ts";

const CLASSES = {
  inFlight: WmsDriftClass.IN_FLIGHT,
  wmsLag: WmsDriftClass.WMS_LAG,
  eventWithoutPage: WmsDriftClass.EVENT_WITHOUT_PAGE,
  pageWithoutEvent: WmsDriftClass.PAGE_WITHOUT_EVENT,
  shrinkage: WmsDriftClass.SHRINKAGE,
  overlap: WmsDriftClass.OVERLAP,
  unknown: WmsDriftClass.UNKNOWN,
  shortfall: WmsDriftClass.SHORTFALL,
} satisfies Record<DriftClass, WmsDriftClass>;

/** Rows that are odd in one of the ways that a caller asks for, or in any, as they are told. */
export function driftToProto(
  rows: readonly DriftRow[],
  classes: readonly WmsDriftClass[],
): MessageInitShape<typeof WmsDriftRowSchema>[] {
  return rows.flatMap(({ location, sku, lot, drift, parts, asOf }) => {
    const wanted = parts.filter((part) => {
      return classes.length === 0 || classes.includes(CLASSES[part.class]);
    });
    if (wanted.length === 0) return [];
    const told = wanted.map(({ class: kind, quantity, since, reservationIds }) => {
      const sinceTime = timestampToProto(since);
      return { class: CLASSES[kind], quantity, sinceTime, reservationIds: [...reservationIds] };
    });
    const name = { location, sku, lot: lot ?? "" };
    return [{ ...name, drift, parts: told, asOfTime: timestampToProto(asOf) }];
  });
}

/** The command that a ResolveDrift asks for. */
export function resolveCommand(request: ResolveDriftRequest, call: Call): WmsResolve {
  return {
    kind: "wmsResolve",
    ...call.header(request),
    location: request.location,
    sku: request.sku,
    lot: request.lot || null,
    resolution: resolutionFromProto(request.resolution),
    reason: request.reason,
  };
}

function resolutionFromProto(resolution: Resolution): DriftResolution {
  if (resolution === Resolution.ACCEPT) return "accept";
  return resolution === Resolution.WRITE_OFF ? "writeOff" : "recount";
}
