import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { accountToProto, jobsFromProto } from "../convert/wms.ts";

/** Asks that jobs of an account be done at once. */
export const syncNow: Handler<typeof WmsService.method.syncNow> = async (request, call) => {
  const account = await call.wms.want(request.account, jobsFromProto(request.jobs));
  return { account: accountToProto(account) };
};
