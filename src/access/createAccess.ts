import type { Pool } from "pg";

import type { Access, Principal, TenantRef } from "./access.ts";
import { hashOf } from "./key.ts";
import { FRESH_MS, Keyring } from "./keyring.ts";
import { createKeyLookup, type KeyLookup } from "./lookup.ts";

/** What the journal calls a caller without a key. */
const OPEN_ACTOR = "open";

/** Whom to ask, and whether this process was started as the open demo. */
export interface AccessOptions {
  /** Its login may become the service's role. Every wait for a connection is cut off after 2 s. */
  readonly pool: Pick<Pool, "query">;
  /**
   * The demo's tenant, whose admin every caller on this machine is until a first key exists; undefined: every
   * call needs a key. Decided at start, never by the absence of keys.
   */
  readonly open: TenantRef | undefined;
  /** A clock in milliseconds that never goes back. Default: this process's. */
  readonly now?: () => number;
}

/**
 * Tells callers by their API keys. `identify` throws DatabaseUnavailable when it cannot know, and Overloaded
 * when too many unknown keys are asked about at once.
 */
export function createAccess(options: AccessOptions): Access {
  const now = options.now ?? (() => performance.now());
  const lookup = createKeyLookup(options.pool);
  const keyring = new Keyring(lookup, now);
  const openDoor = options.open && new OpenDoor(options.open, lookup, now);
  return {
    recognize: (bearer) => {
      const hash = hashOf(bearer);
      return hash === undefined ? undefined : keyring.recall(hash);
    },
    identify: async ({ bearer, fromLoopback }) => {
      if (bearer === null) return fromLoopback ? await openDoor?.principal() : undefined;
      const hash = hashOf(bearer);
      return hash === undefined ? undefined : await keyring.find(hash);
    },
  };
}

/** Lets callers in without a key until a first key exists. Then it is closed for good. */
class OpenDoor {
  readonly #principal: Principal;
  readonly #lookup: KeyLookup;
  readonly #now: () => number;
  #freshUntil = Number.NEGATIVE_INFINITY;
  #asking: Promise<boolean> | undefined;
  #closed = false;

  constructor(tenant: TenantRef, lookup: KeyLookup, now: () => number) {
    const { id, code } = tenant;
    this.#principal = Object.freeze({ actor: OPEN_ACTOR, role: "admin", tenants: [{ id, code }] });
    this.#lookup = lookup;
    this.#now = now;
  }

  async principal(): Promise<Principal | undefined> {
    if (!this.#closed && this.#now() >= this.#freshUntil) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
      await this.#asking;
    }
    return this.#closed ? undefined : this.#principal;
  }

  async #ask(): Promise<boolean> {
    const askedAt = this.#now();
    this.#closed = await this.#lookup.anyKey();
    this.#freshUntil = askedAt + FRESH_MS;
    return this.#closed;
  }
}
