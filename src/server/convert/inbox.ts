import type { MessageInitShape } from "@bufbuild/protobuf";
import { WmsEventState, type WmsInboxEventSchema } from "@holdfast/client";

import type { InboxState } from "../../store/wms/inbox.ts";
import type { SeenEvent } from "../../wms/desk/inbox.ts";
import { timestampToProto } from "./time.ts";

const STATES = {
  waiting: WmsEventState.WAITING,
  applied: WmsEventState.APPLIED,
  parked: WmsEventState.PARKED,
} satisfies Record<InboxState, WmsEventState>;

/** The state that a filter asks for, or null for any. */
export function eventStateFromProto(state: WmsEventState): InboxState | null {
  for (const [name, value] of Object.entries(STATES)) {
    if (value === state) return name as InboxState;
  }
  return null;
}

/** A stored event, as it is told. One that cannot be read is told without what it says. */
export function eventToProto(seen: SeenEvent): MessageInitShape<typeof WmsInboxEventSchema> {
  const { eventId, state, reason: problem, tries, location, receivedAt, event } = seen;
  const stored = { eventId, state: STATES[state], problem, tries, location };
  const told = { ...stored, receiveTime: timestampToProto(receivedAt) };
  if (event?.kind !== "stock") return told;
  const { reason, sku, lot, orderableDelta, unallocatableDelta, occurredAt } = event;
  const what = { reason, sku, lot: lot ?? "", orderableDelta, unallocatableDelta };
  return { ...told, ...what, occurredTime: timestampToProto(occurredAt) };
}
