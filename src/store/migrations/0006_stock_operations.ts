import { Migration } from "@mikro-orm/migrations";

/** What else the journal may tell: transfers, counts, recalls, returns, and every change of the catalog. */
export class Migration0006StockOperations extends Migration {
  override up(): void {
    this.addSql(`alter table "entry" drop constraint "kind_is_known"`);
    this.addSql(
      `alter table "entry" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'change_condition', 'state_condition', 'wms_page', 'wms_event', 'wms_order', 'rehome', 'link_location', 'create_item', 'create_location', 'set_stock', 'return', 'recall_lot', 'lift_recall', 'create_transfer', 'ship_transfer', 'receive_transfer', 'cancel_transfer', 'open_count', 'record_count', 'close_count', 'cancel_count', 'update_item', 'archive_item', 'update_location', 'archive_location', 'create_lot', 'update_lot', 'set_parts', 'upsert_catalog'))`,
    );
    this.addSql(`alter table "posting" drop constraint "kind_is_known"`);
    this.addSql(`alter table "posting" drop constraint "only_truth_raises_a_shortfall"`);
    this.addSql(
      `alter table "posting" add constraint "kind_is_known" check (kind in ('reserve', 'sell', 'commit', 'release', 'extend', 'expire', 'fulfil', 'receive', 'adjust', 'change_condition', 'state_condition', 'wms_page', 'wms_event', 'wms_order', 'rehome', 'link_location', 'create_item', 'create_location', 'set_stock', 'return', 'recall_lot', 'lift_recall', 'create_transfer', 'ship_transfer', 'receive_transfer', 'cancel_transfer', 'open_count', 'record_count', 'close_count', 'cancel_count', 'update_item', 'archive_item', 'update_location', 'archive_location', 'create_lot', 'update_lot', 'set_parts', 'upsert_catalog'))`,
    );
    this.addSql(
      `alter table "posting" add constraint "only_truth_raises_a_shortfall" check (kind in ('adjust', 'state_condition', 'wms_page', 'wms_event', 'wms_order', 'set_stock', 'close_count') or greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - on_hand_after) <= greatest(0, (damaged_after + quarantined_after + withheld_after + wms_unallocatable_after + held_after + committed_after) - (damaged_delta + quarantined_delta + withheld_delta + wms_unallocatable_delta + held_delta + committed_delta) - on_hand_after + on_hand_delta))`,
    );
  }
}
