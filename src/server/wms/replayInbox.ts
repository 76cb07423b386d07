import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";

/** Lets parked events be applied again. */
export const replayInbox: Handler<typeof WmsService.method.replayInbox> = async (
  { account, eventIds },
  call,
) => ({ eventIds: [...(await call.wms.replay(account, eventIds))] });
