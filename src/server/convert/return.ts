import {
  Condition,
  type ReturnLine as ReturnLineProto,
  type ReturnRequest,
} from "@holdfast/client";
import type { Return, ReturnLine } from "../../core/command.ts";
import { newId } from "../../store/newId.ts";
import type { Call } from "../call.ts";
import { conditionFromProto } from "./condition.ts";
import { instantFromProto } from "./time.ts";

/** The command that a Return asks for. */
export function returnCommand(request: ReturnRequest, call: Call): Return {
  return {
    kind: "return",
    ...call.header(request),
    reservationId: request.reservationId.toLowerCase(),
    location: request.location || null,
    lines: request.lines.map(lineFromProto),
    reason: request.reason,
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

function lineFromProto({ line, sku, quantity, lot, to }: ReturnLineProto): ReturnLine {
  const condition = conditionFromProto(to || Condition.AVAILABLE);
  return { line, sku, quantity, lot: lot || null, to: condition, stockId: newId() };
}
