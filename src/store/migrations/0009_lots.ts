import { Migration } from "@mikro-orm/migrations";

/** Why the journal's entries are, in a word; which holds found no place of refuge; and the ways to find stock by its lot. */
export class Migration0009Lots extends Migration {
  override up(): void {
    this.addSql(`alter table "entry" add column "reason_code" text null`);
    this.addSql(
      `alter table "entry" add constraint "reason_code_is_known" check (reason_code in ('damaged_in_warehouse', 'damaged_in_transit', 'expired', 'theft', 'lost', 'found', 'quality_hold', 'quality_release', 'recall', 'legal_hold', 'count_correction', 'data_correction', 'supplier_error', 'sample', 'internal_use', 'other'))`,
    );
    this.addSql(`alter table "entry" add column "lot_id" uuid null`);
    this.addSql(
      `create index entry_lot on entry (tenant_id, lot_id, seq) where lot_id is not null`,
    );
    this.addSql(`alter table "allocation" add column "short_at" timestamptz(3) null`);
    this.addSql(
      `create index lot_expiry on lot (tenant_id, expires_at, id) where expires_at is not null`,
    );
    this.addSql(`create index lot_barred on lot (tenant_id, id) where barred_at is not null`);
    this.addSql(`create index stock_lot on stock (tenant_id, lot_id, id) where lot_id is not null`);
  }
}
