import { randomUUID } from "node:crypto";

import type { Client } from "pg";

import { BUCKET_COLUMNS } from "../../src/store/entities/stock.ts";

type Bucket = (typeof BUCKET_COLUMNS)[number];
type Units = Partial<Record<Bucket, number>>;
type State = "held" | "committed" | "fulfilled" | "released" | "expired";

interface AllocationRow {
  readonly line: number;
  readonly number?: number;
  readonly component?: number;
  readonly perBundle?: number;
  readonly stock: string;
  readonly units: Partial<Record<State | "returned", number>>;
}

interface ReservationRow {
  readonly id: string;
  readonly lines: readonly object[];
  readonly ttlMs: number | null;
  readonly allocations: readonly AllocationRow[];
  readonly releasedAt?: Date;
  readonly expiredAt?: Date;
}

/** When the books are opened: the moment of entry 0. */
export const START = Date.parse("2026-01-01T00:00:00Z");

/** The moment of the entry with this number. */
export function momentOf(seq: number): Date {
  return new Date(START + seq * 1000);
}

/** Keeps one tenant's books by plain SQL, as if the service had: numbers, running balances, sums. */
export class BookKeeper {
  readonly tenant = randomUUID();
  readonly #client: Client;
  readonly #balances = new Map<string, Record<Bucket, number>>();
  #seq = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  async open(code: string): Promise<void> {
    const row = { id: this.tenant, code, name: code, created_at: momentOf(0) };
    await this.#insert("tenant", row);
  }

  async add(table: "item" | "location" | "lot", row: object): Promise<string> {
    const id = randomUUID();
    const time = table === "lot" ? "received_at" : "created_at";
    await this.#insert(table, { tenant_id: this.tenant, id, [time]: momentOf(0), ...row });
    return id;
  }

  async addPart(row: {
    item_id: string;
    part_item_id: string;
    position: number;
    quantity: number;
  }): Promise<void> {
    await this.#insert("item_part", { tenant_id: this.tenant, ...row });
  }

  async addStock(row: { item_id: string; location_id: string; lot_id?: string }): Promise<string> {
    const id = randomUUID();
    await this.#insert("stock", { tenant_id: this.tenant, id, ...row });
    this.#balances.set(
      id,
      allOf(() => 0),
    );
    return id;
  }

  /** Writes an entry and its postings, and returns its number. */
  async enter(
    kind: string,
    moves: Readonly<Record<string, Units>>,
    reservation: string | null = null,
    id: string = randomUUID(),
  ): Promise<number> {
    this.#seq += 1;
    const seq = this.#seq;
    const happened = { occurred_at: momentOf(seq), recorded_at: momentOf(seq) };
    const words = { source: "api", request_id: `request-${seq}`, method: kind, actor: "test" };
    const entry = { id, kind, fingerprint: "", reservation_id: reservation };
    await this.#insert("entry", { tenant_id: this.tenant, seq, ...entry, ...words, ...happened });
    for (const [stock, delta] of Object.entries(moves)) await this.#post(seq, kind, stock, delta);
    return seq;
  }

  async reserve({ id, ttlMs, ...row }: ReservationRow): Promise<void> {
    const sum = (state: State): number =>
      row.allocations.reduce((units, allocation) => units + (allocation.units[state] ?? 0), 0);
    const expires_at = ttlMs === null ? null : new Date(START + ttlMs);
    await this.#insert("reservation", {
      tenant_id: this.tenant,
      id,
      lines: JSON.stringify(row.lines),
      created_at: momentOf(0),
      expires_at,
      ttl_ms: ttlMs,
      held: sum("held"),
      committed: sum("committed"),
      fulfilled: sum("fulfilled"),
      released_at: row.releasedAt ?? null,
      expired_at: row.expiredAt ?? null,
    });
    for (const allocation of row.allocations) {
      const { line, number = 1, component = 0, perBundle = 1, stock, units } = allocation;
      const { returned = 0, ...some } = units;
      const states = { held: 0, committed: 0, fulfilled: 0, released: 0, expired: 0, ...some };
      const quantity = Object.values(states).reduce((all, part) => all + part, 0);
      const key = { tenant_id: this.tenant, reservation_id: id, line, number };
      await this.#insert("allocation", {
        ...key,
        component,
        per_bundle: perBundle,
        stock_id: stock,
        quantity,
        ...states,
        returned,
        expires_at,
      });
    }
  }

  /** Writes a row of this tenant's that stands by itself. */
  async tell(table: string, row: object): Promise<void> {
    await this.#insert(table, { tenant_id: this.tenant, ...row });
  }

  /** Writes an order to a warehouse system. */
  async order(row: {
    reference: string;
    reservation_id: string;
    location: string;
    lines: readonly object[];
  }): Promise<void> {
    const state = { status: "acked", created_at: momentOf(0), is_open: true };
    const rest = { ...state, is_due: false, awaits: false, lines: JSON.stringify(row.lines) };
    await this.#insert("wms_order", { tenant_id: this.tenant, ...row, ...rest });
  }

  /** Writes the balances and the head. */
  async close(): Promise<void> {
    for (const [id, balances] of this.#balances) {
      const buckets = BUCKET_COLUMNS.map((bucket) => `${bucket} = ${balances[bucket]}`).join(", ");
      await this.#client.query(
        `update stock set ${buckets}, shortfall = ${shortfallOf(balances)} where tenant_id = $1 and id = $2`,
        [this.tenant, id],
      );
    }
    const recorded_at = momentOf(this.#seq);
    await this.#insert("head", { tenant_id: this.tenant, seq: this.#seq, recorded_at });
  }

  async #post(seq: number, kind: string, stock: string, delta: Units): Promise<void> {
    const before = this.#balances.get(stock) ?? allOf(() => 0);
    const after = allOf((bucket) => before[bucket] + (delta[bucket] ?? 0));
    this.#balances.set(stock, after);
    const columns = Object.fromEntries(
      BUCKET_COLUMNS.flatMap((bucket) => [
        [`${bucket}_delta`, delta[bucket] ?? 0],
        [`${bucket}_after`, after[bucket]],
      ]),
    );
    await this.#insert("posting", {
      tenant_id: this.tenant,
      seq,
      stock_id: stock,
      kind,
      ...columns,
    });
  }

  async #insert(table: string, row: object): Promise<void> {
    const columns = Object.keys(row);
    const values = columns.map((_, index) => `$${index + 1}`).join(", ");
    const text = `insert into ${table} (${columns.join(", ")}) values (${values})`;
    await this.#client.query(text, Object.values(row));
  }
}

function allOf(units: (bucket: Bucket) => number): Record<Bucket, number> {
  return Object.fromEntries(BUCKET_COLUMNS.map((bucket) => [bucket, units(bucket)])) as Record<
    Bucket,
    number
  >;
}

function shortfallOf(balances: Record<Bucket, number>): number {
  const { damaged, quarantined, withheld, wms_unallocatable, held, committed } = balances;
  const claims = damaged + quarantined + withheld + wms_unallocatable + held + committed;
  return Math.max(0, claims - balances.on_hand);
}
