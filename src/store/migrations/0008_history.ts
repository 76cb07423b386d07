import { Migration } from "@mikro-orm/migrations";

/** What has come back of what was shipped, and the indexes by which the journal is read back. */
export class Migration0008History extends Migration {
  override up(): void {
    this.addSql(`alter table "allocation" add "returned" bigint not null default '0'`);
    this.addSql(
      `alter table "allocation" add constraint "returns_were_shipped" check (returned >= 0 and returned <= fulfilled)`,
    );
    this.addSql(`create index stock_location on stock (tenant_id, location_id, id)`);
    this.addSql(`create index posting_stock on posting (tenant_id, stock_id, seq)`);
    this.addSql(
      `create index entry_reservation on entry (tenant_id, reservation_id, seq) where reservation_id is not null`,
    );
    this.addSql(`create index entry_told on entry (tenant_id, kind, actor, seq)`);
    this.addSql(
      `create index entry_late on entry (tenant_id, ceil(ln(extract(epoch from recorded_at - occurred_at)::float8)), occurred_at, seq) where occurred_at < recorded_at`,
    );
  }
}
