import { wmsAccountNotFound, wmsOrderNotFound } from "../../src/core/rejection.ts";
import { CommandRejected } from "../../src/store/errors.ts";
import type { TenantWms } from "../../src/wms/desk/tenantWms.ts";

/** Warehouse systems that nobody has linked. */
export const NO_WAREHOUSES: TenantWms = {
  status: async () => [],
  want: (account) => Promise.reject(new CommandRejected(wmsAccountNotFound(account))),
  drift: async () => [],
  lookAgain: async () => undefined,
  events: ({ account }) => Promise.reject(new CommandRejected(wmsAccountNotFound(account))),
  replay: (account) => Promise.reject(new CommandRejected(wmsAccountNotFound(account))),
  unpark: (_, order) => Promise.reject(new CommandRejected(wmsOrderNotFound(order))),
};
