import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  LiftRecallRequest,
  RecalledReservationSchema,
  RecallLotRequest,
  RecallSchema,
} from "@holdfast/client";
import type { Recall } from "../../core/command.ts";
import type { RecalledReservation, RecallState } from "../../store/stockReads.ts";
import type { Call } from "../call.ts";
import { reasonFromProto } from "./reason.ts";
import { timestampToProto } from "./time.ts";

/** The command that a RecallLot or a LiftRecall asks for. */
export function recallCommand(
  kind: Recall["kind"],
  request: RecallLotRequest | LiftRecallRequest,
  call: Call,
): Recall {
  const { sku, lot, reason, reference } = request;
  const usual = kind === "recallLot" ? "recall" : null;
  const reasonCode = reasonFromProto(request.reasonCode) ?? usual;
  return { kind, ...call.header(request), sku, lot, reason, reasonCode, reference };
}

/** A recall as it is told. */
export function recallToProto(recall: RecallState): MessageInitShape<typeof RecallSchema> {
  const { sku, lot, onHand, held, short, moved, committed } = recall;
  return {
    sku,
    lot: lot.number,
    supplier: lot.supplier ?? "",
    expireTime: timestampToProto(lot.expiresAt),
    recallTime: timestampToProto(lot.barredAt),
    onHand,
    held,
    short,
    waiting: held - short,
    moved,
    committed,
  };
}

/** What a reservation had of a recalled lot, as it is told. */
export function recalledToProto(
  recalled: RecalledReservation,
): MessageInitShape<typeof RecalledReservationSchema> {
  const { id: reservationId, ...units } = recalled;
  return { reservationId, ...units };
}
