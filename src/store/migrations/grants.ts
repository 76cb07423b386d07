import { SERVICE_ROLE } from "../entities/wall.ts";

/** Creates the role that every transaction becomes. Roles belong to the whole server, so it may be there already. */
export const SERVICE_ROLE_SQL = `do $$ begin
  create role ${SERVICE_ROLE} nologin;
exception when duplicate_object or unique_violation then null;
end $$`;

const readOnly = ["tenant", "api_key", "api_key_tenant"];
const readWrite = ["item", "location", "lot", "stock", "reservation", "allocation"];
const appendOnly = ["entry", "posting"];

/** What the service's role may do: nothing is ever deleted, and the journal is only added to. */
export const GRANTS: readonly string[] = [
  `grant ${SERVICE_ROLE} to current_user`,
  `grant usage on schema public to ${SERVICE_ROLE}`,
  `grant select on ${readOnly.join(", ")} to ${SERVICE_ROLE}`,
  `grant select, update on head to ${SERVICE_ROLE}`,
  `grant select, insert, update on ${readWrite.join(", ")} to ${SERVICE_ROLE}`,
  `grant select, insert on ${appendOnly.join(", ")} to ${SERVICE_ROLE}`,
  `revoke update, delete, truncate on ${appendOnly.join(", ")} from public, ${SERVICE_ROLE}`,
  // Rows that change with every batch leave room on their page, so that their indexes need not change.
  "alter table stock set (fillfactor = 50)",
  "alter table head set (fillfactor = 10)",
  "alter table reservation set (fillfactor = 80)",
  "alter table allocation set (fillfactor = 80)",
];

/** Accounts are an operator's, like keys; the one quota is taken from by every replica. */
export const WMS_ACCOUNT_GRANTS: readonly string[] = [
  `grant select on wms_account, wms_place to ${SERVICE_ROLE}`,
  `grant select, insert, update on wms_bucket to ${SERVICE_ROLE}`,
  // One row that changes with every lease leaves room on its page for its next versions.
  "alter table wms_bucket set (fillfactor = 10)",
];

/** The jobs of warehouse systems are done by replicas, which tell each other by these tables how far they are. */
export const WMS_GRANTS: readonly string[] = [
  `grant select, insert, update on wms_row, wms_order, wms_stranger to ${SERVICE_ROLE}`,
  `grant select, insert, update on wms_inbox, wms_lease to ${SERVICE_ROLE}`,
  `grant update (walked_at) on wms_place to ${SERVICE_ROLE}`,
  // Rewritten by every page.
  "alter table wms_row set (fillfactor = 50)",
  "alter table wms_order set (fillfactor = 70)",
  "alter table wms_lease set (fillfactor = 10)",
];

/** What is said of single items at single locations is taken back by saying otherwise. */
export const CATALOG_GRANTS: readonly string[] = [
  `grant select, insert, update on safety_stock to ${SERVICE_ROLE}`,
];

/** Transfers and counts change with every step; what each step did is only added to, as the journal is. */
export const TRANSFER_GRANTS: readonly string[] = [
  `grant select, insert, update on transfer, transfer_parcel to ${SERVICE_ROLE}`,
  `grant select, insert, update on stock_count, count_line to ${SERVICE_ROLE}`,
  `grant select, insert on transfer_line, transfer_step, count_record to ${SERVICE_ROLE}`,
  `revoke update, delete, truncate on transfer_step, count_record from public, ${SERVICE_ROLE}`,
  "alter table transfer set (fillfactor = 80)",
  "alter table transfer_parcel set (fillfactor = 80)",
  "alter table stock_count set (fillfactor = 50)",
  "alter table count_line set (fillfactor = 80)",
];

/** Parts that are taken out of a bundle stay, with quantity 0. */
export const BUNDLE_GRANTS: readonly string[] = [
  `grant select, insert, update on item_part to ${SERVICE_ROLE}`,
];
