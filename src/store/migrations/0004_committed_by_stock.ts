import { Migration } from "@mikro-orm/migrations";

/** Finds who has bought units of a stock row, to name them when it falls short. */
export class Migration0004CommittedByStock extends Migration {
  override up(): void {
    this.addSql(
      `create index allocation_committed on allocation (tenant_id, stock_id, reservation_id) where committed > 0`,
    );
  }
}
