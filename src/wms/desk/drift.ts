import type { Pool } from "pg";

import { shortfall } from "../../core/balances.ts";
import type { Instant } from "../../core/instant.ts";
import { reject } from "../../core/rejection.ts";
import type { StockRow, Uuid } from "../../core/stock.ts";
import type { WmsDialect } from "../../core/wms/dialect.ts";
import { type DriftPart, driftParts } from "../../core/wms/drift.ts";
import { CommandRejected } from "../../store/errors.ts";
import { type ClaimantsByStock, findClaimants } from "../../store/wms/claimants.ts";
import {
  findSuspects,
  readToldStock,
  type Suspect,
  type ToldStock,
} from "../../store/wms/drift.ts";
import type { Served } from "./accounts.ts";

/** One way in which a row is odd, and whom it concerns. */
export interface SeenPart extends DriftPart {
  readonly reservationIds: readonly Uuid[];
}

/** A row that something may be odd about. */
export interface DriftRow {
  /** What the next page goes on after. */
  readonly key: Uuid;
  readonly location: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly drift: bigint;
  /** None: there is nothing odd about it after all. */
  readonly parts: readonly SeenPart[];
  readonly asOf: Instant | null;
}

/** Which rows to list. */
export interface DriftQuery {
  /** Code of the location; null: all that warehouse systems count. */
  readonly location: string | null;
  /** The key that the page before ended with, or null. */
  readonly after: Uuid | null;
  readonly limit: number;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Rows of a tenant that something may be odd about, by their keys. @throws CommandRejected for an unknown location */
export async function seeDrift(
  pool: Pool,
  tenantId: Uuid,
  served: readonly Served[],
  { location, after, limit }: DriftQuery,
): Promise<DriftRow[]> {
  const dialects = new Map<string, WmsDialect>();
  const locations: { readonly id: Uuid; readonly code: string }[] = [];
  for (const { account, places } of served) {
    for (const { location: code, locationId: id } of places) {
      if (location !== null && location !== code) continue;
      locations.push({ id, code });
      dialects.set(code, account.dialect);
    }
  }
  if (location !== null && locations.length === 0) throw notCounted(location);
  const query = { locations, after: after ?? FIRST_ID, limit };
  const suspects = await findSuspects(pool, tenantId, query);
  const ids = suspects.filter(({ stranger }) => stranger === null).map(({ id }) => id);
  const toldStock = await readToldStock(pool, tenantId, ids);
  const { stock, told } = toldStock;
  const drifting = stock.filter(({ id }) => (told.get(id)?.drift ?? 0n) < 0n);
  const short = stock.filter(({ balances }) => shortfall(balances) > 0n);
  const claimants = await findClaimants(pool, tenantId, drifting, short);
  const viewer = new Viewer(toldStock, dialects, claimants);
  return suspects.map((suspect) => viewer.rowOf(suspect));
}

class Viewer {
  readonly #stock: ReadonlyMap<Uuid, StockRow>;
  readonly #told: ToldStock["told"];
  readonly #dialects: ReadonlyMap<string, WmsDialect>;
  readonly #sent: ClaimantsByStock;
  readonly #promised: ClaimantsByStock;

  constructor(
    { stock, told }: ToldStock,
    dialects: ReadonlyMap<string, WmsDialect>,
    { sent, promised }: { readonly sent: ClaimantsByStock; readonly promised: ClaimantsByStock },
  ) {
    this.#stock = new Map(stock.map((row) => [row.id, row]));
    this.#told = told;
    this.#dialects = dialects;
    this.#sent = sent;
    this.#promised = promised;
  }

  rowOf({ id: key, stranger }: Suspect): DriftRow {
    if (stranger !== null) {
      const { units: quantity, seenAt, ...name } = stranger;
      const part = { class: "unknown", quantity, since: null, reservationIds: [] } as const;
      return { key, ...name, drift: 0n, parts: [part], asOf: seenAt };
    }
    const row = this.#stock.get(key);
    const dialect = row && this.#dialects.get(row.location.code);
    if (row === undefined || dialect === undefined) {
      return { key, location: "", sku: "", lot: null, drift: 0n, parts: [], asOf: null };
    }
    const told = this.#told.get(key) ?? null;
    const sentUnits = this.#sent.get(key)?.units ?? 0n;
    const parts = driftParts({ told, balances: row.balances, sentUnits, dialect });
    return {
      key,
      location: row.location.code,
      sku: row.item.sku,
      lot: row.lot?.number ?? null,
      drift: told?.drift ?? 0n,
      parts: parts.map((part) => ({ ...part, reservationIds: this.#concerned(key, part) })),
      asOf: told?.sight ? told.sight.askedAt - dialect.lagMs : null,
    };
  }

  #concerned(stockId: Uuid, part: DriftPart): readonly Uuid[] {
    if (part.class === "inFlight") return this.#sent.get(stockId)?.reservationIds ?? [];
    if (part.class === "shortfall") return this.#promised.get(stockId)?.reservationIds ?? [];
    return [];
  }
}

function notCounted(location: string): CommandRejected {
  const message = `location: no warehouse system counts a location "${location}"; correct the code`;
  const refusal = reject("LOCATION_NOT_FOUND", message, { location, field: "location" });
  return new CommandRejected({ ...refusal, field: "location" });
}
