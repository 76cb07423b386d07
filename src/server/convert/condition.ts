import { type ChangeConditionRequest, Condition, type ConditionLine } from "@holdfast/client";
import type {
  ChangeCondition,
  ConditionLine as ConditionLineOfCommand,
} from "../../core/command.ts";
import type { Call } from "../call.ts";
import { reasonFromProto } from "./reason.ts";
import { instantFromProto } from "./time.ts";

const CONDITIONS = new Map<Condition, ConditionLineOfCommand["from"]>([
  [Condition.AVAILABLE, null],
  [Condition.DAMAGED, "damaged"],
  [Condition.QUARANTINED, "quarantined"],
  [Condition.WITHHELD, "withheld"],
]);

/** The command that a ChangeCondition asks for. */
export function changeConditionCommand(
  request: ChangeConditionRequest,
  call: Call,
): ChangeCondition {
  return {
    kind: "changeCondition",
    ...call.header(request),
    location: request.location,
    lines: request.lines.map(lineFromProto),
    isPhysicalTruth: request.physicalTruth,
    reason: request.reason,
    reasonCode: reasonFromProto(request.reasonCode),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

function lineFromProto(line: ConditionLine): ConditionLineOfCommand {
  return {
    sku: line.sku,
    lot: line.lot || null,
    quantity: line.quantity,
    from: conditionFromProto(line.from),
    to: conditionFromProto(line.to),
    wmsReference: line.wmsReference,
  };
}

/** A condition as it was named; null: for sale. */
export function conditionFromProto(condition: Condition): ConditionLineOfCommand["from"] {
  const known = CONDITIONS.get(condition);
  if (known === undefined) throw new Error(`the contract let condition ${condition} pass`);
  return known;
}
