import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { accountToProto } from "../convert/wms.ts";

/** Tells how far accounts at warehouse systems are. */
export const getSyncStatus: Handler<typeof WmsService.method.getSyncStatus> = async (
  { account },
  call,
) => {
  const accounts = await call.wms.status(account || null);
  return { accounts: accounts.map(accountToProto) };
};
