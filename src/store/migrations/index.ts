import { Migration0001Books } from "./0001_books.ts";
import { Migration0002WmsAccounts } from "./0002_wms_accounts.ts";
import { Migration0003Wms } from "./0003_wms.ts";
import { Migration0004CommittedByStock } from "./0004_committed_by_stock.ts";
import { Migration0005WmsDesk } from "./0005_wms_desk.ts";
import { Migration0006StockOperations } from "./0006_stock_operations.ts";
import { Migration0007Catalog } from "./0007_catalog.ts";
import { Migration0008History } from "./0008_history.ts";
import { Migration0009Lots } from "./0009_lots.ts";
import { Migration0010Transfers } from "./0010_transfers.ts";
import { Migration0011Bundles } from "./0011_bundles.ts";

/** Every migration, oldest first. Names are kept for ever: they are what the database remembers. */
export const MIGRATIONS = [
  { name: "0001_books", class: Migration0001Books },
  { name: "0002_wms_accounts", class: Migration0002WmsAccounts },
  { name: "0003_wms", class: Migration0003Wms },
  { name: "0004_committed_by_stock", class: Migration0004CommittedByStock },
  { name: "0005_wms_desk", class: Migration0005WmsDesk },
  { name: "0006_stock_operations", class: Migration0006StockOperations },
  { name: "0007_catalog", class: Migration0007Catalog },
  { name: "0008_history", class: Migration0008History },
  { name: "0009_lots", class: Migration0009Lots },
  { name: "0010_transfers", class: Migration0010Transfers },
  { name: "0011_bundles", class: Migration0011Bundles },
];
