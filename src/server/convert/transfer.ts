import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type CancelTransferRequest,
  type CreateTransferRequest,
  type EntrySchema,
  type ReceiveTransferRequest,
  type ShipTransferRequest,
  Transfer_State as State,
  type TransferLineSchema,
  type TransferSchema,
} from "@holdfast/client";

import type {
  CancelTransfer,
  CreateTransfer,
  ReceiveTransfer,
  ShipTransfer,
} from "../../core/transfer/command.ts";
import {
  inTransit,
  inTransitOf,
  PARCELS_MAX,
  type Transfer,
  type TransferLine,
  transferState,
  type TransferState,
} from "../../core/transfer/transfer.ts";
import type { Answer } from "../../store/answer.ts";
import { newId } from "../../store/newId.ts";
import type { Call } from "../call.ts";
import { movementToProto } from "./stock.ts";
import { instantFromProto, timestampToProto } from "./time.ts";

const STATES = {
  open: State.OPEN,
  in_transit: State.IN_TRANSIT,
  received: State.RECEIVED,
  cancelled: State.CANCELLED,
} satisfies Record<TransferState, State>;

/** The command that a CreateTransfer asks for. */
export function createTransferCommand(request: CreateTransferRequest, call: Call): CreateTransfer {
  return {
    kind: "createTransfer",
    ...call.header(request),
    from: request.from,
    to: request.to,
    lines: request.lines.map(({ sku, lot, quantity }) => ({ sku, lot: lot || null, quantity })),
    expectedAt: instantFromProto(request.expectedTime),
    reference: request.reference,
  };
}

/** The command that a ShipTransfer asks for. */
export function shipTransferCommand(request: ShipTransferRequest, call: Call): ShipTransfer {
  return {
    kind: "shipTransfer",
    ...call.header(request),
    transferId: request.transferId.toLowerCase(),
    lines: request.lines.map(({ line, quantity }) => ({ line, quantity })),
    expectedAt: instantFromProto(request.expectedTime),
    stockIds: Array.from({ length: PARCELS_MAX }, newId),
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

/** The command that a ReceiveTransfer asks for. */
export function receiveTransferCommand(
  request: ReceiveTransferRequest,
  call: Call,
): ReceiveTransfer {
  return {
    kind: "receiveTransfer",
    ...call.header(request),
    transferId: request.transferId.toLowerCase(),
    lines: request.lines.map(({ line, lot, received, damaged, lost }) => {
      return { line, lot: lot || null, received, damaged, lost };
    }),
    isFinal: request.final,
    reference: request.reference,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

/** The command that a CancelTransfer asks for. */
export function cancelTransferCommand(request: CancelTransferRequest, call: Call): CancelTransfer {
  return {
    kind: "cancelTransfer",
    ...call.header(request),
    transferId: request.transferId.toLowerCase(),
    reason: request.reason,
    occurredAt: instantFromProto(request.occurredTime),
  };
}

/** What a step of a transfer answers. */
export interface TransferStepMessage {
  readonly entry?: MessageInitShape<typeof EntrySchema>;
  readonly transfer?: MessageInitShape<typeof TransferSchema>;
}

/** The entry and the transfer as it stands now. A dry run has no entry, and what it would make has no id. */
export function transferStepToProto(answer: Answer): TransferStepMessage {
  const { entry } = movementToProto(answer);
  if (answer.transfer === null) throw new Error("a step of a transfer was answered without one");
  const transfer = transferToProto(answer.transfer);
  const isNew = entry === undefined && answer.transfer.version <= 1;
  return { ...(entry && { entry }), transfer: isNew ? { ...transfer, id: "" } : transfer };
}

/** A transfer as it is told. */
export function transferToProto(transfer: Transfer): MessageInitShape<typeof TransferSchema> {
  const { id, from, to, reference, version } = transfer;
  return {
    id,
    state: STATES[transferState(transfer)],
    from,
    to,
    lines: transfer.lines.map((line) => lineToProto(transfer, line)),
    reference,
    inTransit: inTransit(transfer),
    ...(transfer.expectedAt !== null && { expectedTime: timestampToProto(transfer.expectedAt) }),
    createTime: timestampToProto(transfer.createdAt),
    ...(transfer.shippedAt !== null && { shippedTime: timestampToProto(transfer.shippedAt) }),
    ...(transfer.closedAt !== null && { closeTime: timestampToProto(transfer.closedAt) }),
    version: BigInt(version),
  };
}

/** The state that a filter asks for, or null for any. */
export function transferStateFromProto(state: State): TransferState | null {
  for (const [name, value] of Object.entries(STATES)) {
    if (value === state) return name as TransferState;
  }
  return null;
}

function lineToProto(
  { parcels }: Transfer,
  { number, sku, lot, quantity }: TransferLine,
): MessageInitShape<typeof TransferLineSchema> {
  const own = parcels.filter(({ line }) => line === number);
  return {
    line: number,
    sku,
    lot: lot ?? "",
    quantity,
    shipped: own.reduce((sum, { shipped }) => sum + shipped, 0n),
    inTransit: own.reduce((sum, parcel) => sum + inTransitOf(parcel), 0n),
    parcels: own.map((parcel) => {
      const { shipped, received, damaged, lost, returned } = parcel;
      const units = { shipped, received, damaged, lost, returned };
      return { lot: parcel.lot ?? "", ...units, inTransit: inTransitOf(parcel) };
    }),
  };
}
