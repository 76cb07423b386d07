import { guard, type Mutant } from "./mutant.ts";
import { DESK_RULE_MUTANTS } from "./deskRuleMutants.ts";
import { WEBHOOK_MUTANTS } from "./webhookMutants.ts";

const INBOX = "store/wms/tenantInbox.ts";
const SUSPECTS = "store/wms/drift.ts";
const CLAIMANTS = "store/wms/claimants.ts";

/** A change that somebody at a desk must notice. */
const desk = (name: string, file: string, find: string, replace: string, test: string): Mutant =>
  guard(`desk: ${name}`, file, find, replace, `wms/desk/${test}`);

const DESKS: readonly Mutant[] = [
  desk(
    "events of all places are listed",
    INBOX,
    "where account_id = $1 and body ->> 'warehouse' = place.warehouse\n            and body ->> 'owner' = place.owner and ${where}",
    "where account_id = $1 and ${where}",
    "inbox",
  ),
  desk(
    "events of a neighbour are replayed",
    INBOX,
    "and (body ->> 'warehouse', body ->> 'owner')\n           in (select * from unnest($2::text[], $3::text[]))",
    "and cardinality($2::text[]) + cardinality($3::text[]) > 0",
    "inbox",
  ),
  desk(
    "pages of events begin where the last one ended",
    INBOX,
    "md5(event_id)::uuid > $6::uuid)\n",
    "md5(event_id)::uuid >= $6::uuid)\n",
    "inbox",
  ),
  desk(
    "accounts of others are found",
    "store/wms/tenantAccounts.ts",
    "and exists (select from wms_place where account_id = a.id and tenant_id = $1)",
    "",
    "status",
  ),
  desk(
    "places of others are told",
    "store/wms/accounts.ts",
    "and ($2::uuid is null or tenant_id = $2)",
    "and ($2::uuid is null or true)",
    "inbox",
  ),
  desk(
    "a shared warehouse's words are told",
    "wms/desk/toldFailure.ts",
    'message === "" || !isShared',
    "true",
    "toldFailure",
  ),
  desk(
    "a refused key parks orders",
    "wms/sync/push.ts",
    "error instanceof WmsUnavailable || isNotLetIn(error)) {",
    "error instanceof WmsUnavailable) {",
    "status",
  ),
  desk(
    "a wish stays when it was fulfilled",
    "store/wms/leases.ts",
    "wanted_at = case when $10 and",
    "wanted_at = case when false and",
    "syncNow",
  ),
  desk(
    "an order that is not parked is unparked",
    "core/commands/wms/order.ts",
    'command.step.what === "unpark" && !order.parked',
    "false",
    "unpark",
  ),
  desk(
    "a read leaves the orders out",
    "store/ledger.ts",
    "return await readReservations(pool, this.#tenantId, ids, true);",
    "return seen;",
    "progress",
  ),
  desk(
    "everybody pays for looking for orders",
    "store/ledger.ts",
    "#hasWms = false;",
    "#hasWms = true;",
    "progress",
  ),
  desk(
    "a dry run tells a reference",
    "server/convert/progress.ts",
    'isReal ? progress.reference : ""',
    "progress.reference",
    "progress",
  ),
  desk(
    "orders that were not sent explain drift",
    CLAIMANTS,
    "o.status in ('sending', 'acked')",
    "o.status in ('local')",
    "drift",
  ),
  desk(
    "who came first goes without first",
    CLAIMANTS,
    "bool_or(is_bought), reservation_id desc",
    "bool_or(is_bought), reservation_id",
    "drift",
  ),
  desk(
    "items that are known are strangers",
    SUSPECTS,
    "and not exists (select from item where tenant_id = $1 and sku = w.sku)",
    "",
    "drift",
  ),
  desk(
    "rows that overlap are not found",
    SUSPECTS,
    "s.wms_unallocatable > 0 and s.damaged + s.quarantined + s.withheld > 0",
    "false",
    "drift",
  ),
  desk(
    "a recount asks nobody",
    "server/wms/resolveDrift.ts",
    'if (command.resolution === "recount") await call.wms.lookAgain(command.location);',
    "",
    "resolveDrift",
  ),
];

/** Guards of what is seen of warehouse systems, and of what they send. */
export const DESK_MUTANTS: readonly Mutant[] = [...DESK_RULE_MUTANTS, ...DESKS, ...WEBHOOK_MUTANTS];
