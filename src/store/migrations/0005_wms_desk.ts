import { Migration } from "@mikro-orm/migrations";

/** What people look at who keep warehouse systems in step: events by place, parked orders, drift and what is short. */
export class Migration0005WmsDesk extends Migration {
  override up(): void {
    this.addSql(
      `alter table "wms_row" add "drift_since" timestamptz(3) null, add "told_at" timestamptz(3) null, add "told_run" bigint null`,
    );
    this.addSql(`drop index wms_inbox_parked`);
    this.addSql(
      `create index wms_inbox_place on wms_inbox (account_id, (body ->> 'warehouse'), (body ->> 'owner'), received_at)`,
    );
    this.addSql(
      `create index wms_inbox_to_do on wms_inbox (account_id, (body ->> 'warehouse'), (body ->> 'owner'), received_at) where state <> 'applied'`,
    );
    this.addSql(
      `create index wms_order_parked on wms_order (tenant_id, location, reference) where parked`,
    );
    this.addSql(`create index stock_short on stock (tenant_id, id) where shortfall > 0`);
    this.addSql(
      `create index stock_overlap on stock (tenant_id, id) where wms_unallocatable > 0 and damaged + quarantined + withheld > 0`,
    );
  }
}
