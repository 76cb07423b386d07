import { guard, type Mutant } from "./mutant.ts";
import { ADAPTER_MUTANTS } from "./wms/answers.ts";
import { CONTRACT_MUTANTS } from "./wms/contract.ts";
import { QUOTA_MUTANTS } from "./wms/quota.ts";
import { TRANSPORT_MUTANTS } from "./wms/wayOut.ts";
import { INBOX_MUTANTS } from "./wms/webhooks.ts";

/** Guards of the way out to warehouse systems. */
export const WMS_MUTANTS: readonly Mutant[] = [
  guard(
    "35: an order is called before it is booked as being sent",
    "wms/sync/push.ts",
    'const sent = await this.#step(order, { what: "send" });',
    "await this.#context.client.pushOrder(this.#requestOf(order), inTime);\n" +
      '    const sent = await this.#step(order, { what: "send" });',
    "wms/sync/orders",
  ),
  guard(
    "5: a claim that moves leaves overdue holds where they are",
    "core/commands/wms/order.ts",
    "return crowded.length === 0 ?",
    "return crowded.length >= 0 ?",
    "core/wms/claims",
  ),
  guard(
    "drift: what the first page had is counted when it is told",
    "core/commands/wms/event.ts",
    "return page !== null && page.isFirst &&",
    "return page === null &&",
    "core/wms/firstPage",
  ),
  ...QUOTA_MUTANTS,
  ...TRANSPORT_MUTANTS,
  ...ADAPTER_MUTANTS,
  ...INBOX_MUTANTS,
  ...CONTRACT_MUTANTS,
];
