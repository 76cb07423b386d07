import { createHash } from "node:crypto";

import type {
  AdjustLine as AdjustLineProto,
  AdjustRequest,
  LotReceipt as LotReceiptProto,
  ReceiveLine as ReceiveLineProto,
  ReceiveRequest,
  SetStockRequest,
} from "@holdfast/client";
import type {
  Adjust,
  AdjustLine,
  LotReceipt,
  Receive,
  ReceiveLine,
  SetStock,
} from "../../core/command.ts";
import type { Call } from "../call.ts";
import { newId } from "../../store/newId.ts";
import { reasonFromProto } from "./reason.ts";
import { costFromProto } from "./stock.ts";
import { instantFromProto } from "./time.ts";

/** The command that a Receive asks for. */
export function receiveCommand(request: ReceiveRequest, call: Call): Receive {
  return {
    kind: "receive",
    ...call.header(request),
    location: request.location,
    lines: request.lines.map((line, index) =>
      receiptFromProto(line, lotNumber(request.requestId, index)),
    ),
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
    reasonCode: reasonFromProto(request.reasonCode),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

/** The command that a SetStock asks for. */
export function setStockCommand(request: SetStockRequest, call: Call): SetStock {
  return {
    kind: "setStock",
    ...call.header(request),
    location: request.location,
    lines: request.lines.map(({ sku, lot, quantity, expectedQuantity = null }) => {
      return { sku, lot: lot || null, quantity, expectedQuantity, stockId: newId() };
    }),
    reason: request.reason,
    reasonCode: reasonFromProto(request.reasonCode),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

function receiptFromProto(line: ReceiveLineProto, spareNumber: string): ReceiveLine {
  return {
    sku: line.sku,
    quantity: line.quantity,
    lot: line.lot === undefined ? null : lotFromProto(line.lot, spareNumber),
    stockId: newId(),
  };
}

/** A lot as a receipt describes it. @param spareNumber for one that comes without a number */
export function lotFromProto(lot: LotReceiptProto, spareNumber: string): LotReceipt {
  return {
    id: newId(),
    number: lot.number || spareNumber,
    expiresAt: instantFromProto(lot.expireTime),
    goodThrough: lot.goodThroughDate || null,
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

/** A number for a lot that came without one in this line. A repeat of the request makes the same, so that it finds its lot. */
export function lotNumber(requestId: string, index: number): string {
  const hash = createHash("sha256").update(`${index} ${requestId}`).digest("hex");
  return `R-${hash.slice(0, 8)}-${hash.slice(8, 20)}`;
}
