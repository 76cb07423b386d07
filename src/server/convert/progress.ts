import type { MessageInitShape } from "@bufbuild/protobuf";
import { WmsProgress_State, type WmsProgressSchema } from "@holdfast/client";

import type { WmsProgress, WmsState } from "../../core/wms/progress.ts";

const STATES = {
  local: WmsProgress_State.LOCAL,
  sending: WmsProgress_State.SENDING,
  acked: WmsProgress_State.ACKED,
  handedOver: WmsProgress_State.HANDED_OVER,
  releasing: WmsProgress_State.RELEASING,
  released: WmsProgress_State.RELEASED,
  rejected: WmsProgress_State.REJECTED,
  parked: WmsProgress_State.PARKED,
  withdrawn: WmsProgress_State.WITHDRAWN,
} satisfies Record<WmsState, WmsProgress_State>;

/** How far a warehouse system is with a line, as it is told. @param isReal the order was made: it is told by its reference */
export function progressToProto(
  progress: WmsProgress,
  isReal: boolean,
): MessageInitShape<typeof WmsProgressSchema> {
  return {
    ...progress,
    reference: isReal ? progress.reference : "",
    state: STATES[progress.state],
    served: progress.served.map(({ lot, quantity }) => ({ lot: lot ?? "", quantity })),
  };
}
