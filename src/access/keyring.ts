import { Overloaded } from "../store/errors.ts";
import type { Principal } from "./access.ts";
import { type KeyLookup, LOOKUP_TIMEOUT_MS } from "./lookup.ts";
import { Recent } from "./recent.ts";

/** Counted from before the question was sent, so that a revoked key is refused everywhere within 5 s. */
export const FRESH_MS = 4_000;
/** Shorter: a key that did not exist may be made at any moment. */
const UNKNOWN_FRESH_MS = 1_000;

/** About 0.5 kB each. */
const KNOWN_MAX = 10_000;
const UNKNOWN_MAX = 10_000;
/** Keys asked about in one query. */
const BATCH_MAX = 256;
/** Keys never seen before that may wait: a flood of made-up keys is refused before it hurts anybody else. */
const WAITING_MAX = 1_000;
const RETRY_AFTER_MS = 1_000;

type Waiting = PromiseWithResolvers<Principal | undefined>;

/**
 * Remembers for a moment who is behind a key. Asks the database with one query at a time, about all keys that
 * wait, so that neither many good keys nor any number of bad ones can keep it busy; good and bad ones are
 * remembered apart, so that bad ones cannot push good ones out.
 */
export class Keyring {
  readonly #known = new Recent<Principal>(KNOWN_MAX, FRESH_MS);
  readonly #unknown = new Recent<true>(UNKNOWN_MAX, UNKNOWN_FRESH_MS);
  readonly #waiting = new Map<string, Waiting>();
  readonly #lookup: KeyLookup;
  readonly #now: () => number;
  #queue: string[] = [];
  #asking = false;

  /** @param now a clock in milliseconds that never goes back */
  constructor(lookup: KeyLookup, now: () => number) {
    this.#lookup = lookup;
    this.#now = now;
  }

  /** Who is behind the key with this hash, as far as that was found out a moment ago. */
  recall(hash: string): Principal | undefined {
    return this.#known.get(hash, this.#now());
  }

  /**
   * Who is behind the key with this hash, or undefined.
   *
   * @throws DatabaseUnavailable, Overloaded
   */
  async find(hash: string): Promise<Principal | undefined> {
    const known = this.recall(hash);
    if (known !== undefined) return known;
    if (this.#unknown.get(hash, this.#now())) return undefined;
    return await this.#wait(hash);
  }

  #wait(hash: string): Promise<Principal | undefined> {
    const asked = this.#waiting.get(hash);
    if (asked !== undefined) return asked.promise;
    if (this.#waiting.size >= WAITING_MAX && !this.#known.has(hash)) {
      throw new Overloaded("too many unknown API keys at once; try again", RETRY_AFTER_MS);
    }
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(hash, waiting);
    this.#queue.push(hash);
    if (!this.#asking) void this.#askAll();
    return waiting.promise;
  }

  async #askAll(): Promise<void> {
    this.#asking = true;
    while (this.#queue.length > 0) await this.#ask(this.#queue.splice(0, BATCH_MAX));
    this.#asking = false;
  }

  async #ask(hashes: readonly string[]): Promise<void> {
    const askedAt = this.#now();
    try {
      const found = await this.#lookup.find(hashes);
      for (const hash of hashes) this.#answer(hash, found.get(hash), askedAt);
    } catch (error) {
      for (const hash of hashes) this.#taken(hash)?.reject(error);
    }
  }

  #answer(hash: string, principal: Principal | undefined, askedAt: number): void {
    if (principal === undefined) {
      this.#known.delete(hash);
      this.#unknown.set(hash, true, askedAt);
    } else {
      this.#unknown.delete(hash);
      this.#known.set(hash, principal, askedAt);
    }
    this.#taken(hash)?.resolve(principal);
  }

  #taken(hash: string): Waiting | undefined {
    const waiting = this.#waiting.get(hash);
    this.#waiting.delete(hash);
    return waiting;
  }
}

if (LOOKUP_TIMEOUT_MS > FRESH_MS) throw new Error("an answer could be stale when it arrives");
