import type {
  AdjustLine as AdjustLineProto,
  AdjustRequest,
  LotReceipt as LotReceiptProto,
  ReceiveLine as ReceiveLineProto,
  ReceiveRequest,
} from "@holdfast/client";
import type { Adjust, AdjustLine, LotReceipt, Receive, ReceiveLine } from "../../core/command.ts";
import type { Uuid } from "../../core/stock.ts";
import type { Call } from "../call.ts";
import { newId } from "../ids.ts";
import { costFromProto } from "./stock.ts";
import { instantFromProto } from "./time.ts";

/** The command that a Receive asks for. */
export function receiveCommand(request: ReceiveRequest, call: Call): Receive {
  return {
    kind: "receive",
    ...call.header(request),
    location: request.location,
    lines: request.lines.map(receiptFromProto),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

/** The command that an Adjust asks for. */
export function adjustCommand(request: AdjustRequest, call: Call): Adjust {
  return {
    kind: "adjust",
    ...call.header(request),
    location: request.location,
    lines: request.lines.map(adjustmentFromProto),
    reason: request.reason,
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

function receiptFromProto(line: ReceiveLineProto): ReceiveLine {
  return {
    sku: line.sku,
    quantity: line.quantity,
    lot: line.lot === undefined ? null : lotFromProto(line.lot, newId()),
    stockId: newId(),
  };
}

function lotFromProto(lot: LotReceiptProto, id: Uuid): LotReceipt {
  return {
    id,
    number: lot.number || lotNumber(id),
    expiresAt: instantFromProto(lot.expireTime),
    supplier: lot.supplier || null,
    unitCost: costFromProto(lot.unitCost),
  };
}

function adjustmentFromProto(line: AdjustLineProto): AdjustLine {
  return {
    sku: line.sku,
    lot: line.lot || null,
    quantityDelta: line.quantityDelta,
    expectedQuantity: line.expectedQuantity ?? null,
    stockId: newId(),
  };
}

/** A number for a lot that came without one: the id's minute and its random end, so that no two lots share it. */
function lotNumber(id: Uuid): string {
  return `R-${id.slice(0, 8)}-${id.slice(-12)}`;
}
