import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { TenantBooks } from "../../store/store.ts";
import { findWmsPlaces, type WmsAccount, type WmsPlaceLink } from "../../store/wms/accounts.ts";
import type { WmsClient, WmsPlace } from "../port.ts";

/** What the jobs of one account need. */
export interface SyncContext {
  readonly account: WmsAccount;
  readonly client: WmsClient;
  readonly pool: Pool;
  /** How long a push may take in all, from when it is booked to the end of the answer. */
  readonly pushTimeoutMs: number;
  readonly booksOf: (tenantId: Uuid) => TenantBooks;
}

/** The places of an account, by their names in the warehouse system. */
export class Places {
  readonly all: readonly WmsPlaceLink[];
  readonly #byName: ReadonlyMap<string, WmsPlaceLink>;

  constructor(all: readonly WmsPlaceLink[]) {
    this.all = all;
    this.#byName = new Map(all.map((place) => [nameOf(place), place]));
  }

  /** The location that a place is, or undefined where nobody has linked one. */
  find(place: WmsPlace): WmsPlaceLink | undefined {
    return this.#byName.get(nameOf(place));
  }
}

/** Reads the places of the account anew: links may have been made since. */
export async function readPlaces({ pool, account }: SyncContext): Promise<Places> {
  return new Places(await findWmsPlaces(pool, account.id));
}

function nameOf({ warehouse, owner }: WmsPlace): string {
  return `${warehouse}\n${owner}`;
}
