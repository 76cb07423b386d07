import { randomBytes } from "node:crypto";
import type { Pool } from "pg";

import { DatabaseUnavailable } from "../../store/errors.ts";
import { readTwice } from "../../store/sql/readTransaction.ts";
import { isRetryable } from "../../store/sql/sqlstate.ts";
import { findWmsAccounts, type WmsAccount } from "../../store/wms/accounts.ts";
import { readDelivery } from "../adapters/index.ts";
import { WmsNonsense } from "../errors.ts";
import { receiveEvents } from "../sync/inbox.ts";
import type { SecretOf } from "../sync/openAccount.ts";
import { type SignedDelivery, verifySignature } from "./signature.ts";

/** What became of a delivery. Only what was `stored` will be applied. */
export type DeliveryOutcome =
  | { readonly what: "stored" }
  /** There is no such account, or it takes no webhooks. */
  | { readonly what: "unknown" }
  /** It does not come from whoever knows the secret, or not from now. */
  | { readonly what: "forged" }
  | { readonly what: "malformed"; readonly field: string; readonly why: string };

/** Takes what warehouse systems tell by webhooks. */
export interface Deliveries {
  /**
   * Stores the events of a delivery, each once. When this resolves they are safe.
   *
   * @param account code of the account
   * @throws DatabaseUnavailable, or Error where the account's secret is not set
   */
  take(account: string, delivery: SignedDelivery): Promise<DeliveryOutcome>;
}

export interface DeliveriesOptions {
  readonly pool: Pool;
  readonly secretOf: SecretOf;
  /** Default: the clock of this process. */
  readonly now?: () => number;
}

/** Accounts are read no oftener, whoever knocks. */
const ACCOUNTS_LAST_MS = 2_000;

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  return new Mailroom(options);
}

class Mailroom implements Deliveries {
  readonly #pool: Pool;
  readonly #secretOf: SecretOf;
  readonly #now: () => number;
  /** With which nobody signs: whether an account is there is not told by how long it takes to say no. */
  readonly #nobodys = randomBytes(32).toString("hex");
  #accounts: Promise<readonly WmsAccount[]> | undefined;
  #readAt = 0;

  constructor({ pool, secretOf, now = Date.now }: DeliveriesOptions) {
    this.#pool = pool;
    this.#secretOf = secretOf;
    this.#now = now;
  }

  async take(code: string, delivery: SignedDelivery): Promise<DeliveryOutcome> {
    const account = (await this.#readAccounts()).find((known) => known.code === code);
    const secret = account === undefined ? null : this.#secretFor(account);
    const verdict = verifySignature(delivery, secret ?? this.#nobodys, this.#now());
    if (account === undefined || secret === null) return { what: "unknown" };
    return verdict === "good" ? await this.#store(account, delivery.body) : { what: "forged" };
  }

  async #store(account: WmsAccount, body: Uint8Array): Promise<DeliveryOutcome> {
    const text = textOf(body);
    if (text === undefined) return { what: "malformed", field: "", why: "must be UTF-8" };
    try {
      const events = readDelivery(account.adapter, account.dialect, text);
      await sure(() => receiveEvents({ pool: this.#pool, account }, events));
      return { what: "stored" };
    } catch (error) {
      if (!(error instanceof WmsNonsense)) throw error;
      return { what: "malformed", field: error.field, why: error.why };
    }
  }

  /** Null: the account takes no webhooks. */
  #secretFor({ webhookSecretName: name }: WmsAccount): string | null {
    if (name === null) return null;
    const secret = this.#secretOf(name);
    if (secret !== undefined && secret !== "") return secret;
    throw new Error(`the environment variable ${name} is not set; it has the secret of webhooks`);
  }

  #readAccounts(): Promise<readonly WmsAccount[]> {
    const now = performance.now();
    if (this.#accounts === undefined || now - this.#readAt > ACCOUNTS_LAST_MS) {
      const reading = sure(() => findWmsAccounts(this.#pool));
      [this.#accounts, this.#readAt] = [reading, now];
      reading.catch(() => {
        if (this.#accounts === reading) this.#accounts = undefined;
      });
    }
    return this.#accounts;
  }
}

/** Asks the database, and twice where the connection broke: nothing here has a second effect. */
async function sure<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await readTwice(ask);
  } catch (error) {
    throw isRetryable(error) ? new DatabaseUnavailable(error) : error;
  }
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
