import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { TenantBooks } from "../../store/store.ts";
import type { WmsAccount } from "../../store/wms/accounts.ts";
import { closeBucket, takeTokens } from "../../store/wms/tokens.ts";
import { createAdapter } from "../adapters/index.ts";
import { createTransport, type TransportStatus } from "../http/transport.ts";
import { createLimiter } from "../limiter/limiter.ts";
import { termsOf } from "../limiter/terms.ts";
import type { SyncContext } from "./context.ts";

/** A push that waits longer for its turn than half of what it may take is given up before it is sent. */
const WITH_WAITING = 1.5;

/** The secret of a name, or undefined where the environment has none. */
export type SecretOf = (name: string) => string | undefined;

export interface OpenAccountOptions {
  readonly account: WmsAccount;
  readonly pool: Pool;
  readonly booksOf: (tenantId: Uuid) => TenantBooks;
  readonly secretOf: SecretOf;
  readonly requestTimeoutMs: number;
}

/** An account that this process can talk to. */
export interface OpenAccount {
  readonly context: SyncContext;
  /** What an operator may see of the way out. */
  status(): TransportStatus;
  close(): void;
}

/**
 * Opens the way to an account's warehouse system: its adapter, over the one transport, behind the shared limiter.
 *
 * @throws Error when its secret is missing or its adapter is not known
 */
export function openAccount(options: OpenAccountOptions): OpenAccount {
  const { account, pool, booksOf, secretOf, requestTimeoutMs } = options;
  const { id, adapter, baseUrl, dialect, secretName } = account;
  const secret = secretOf(secretName);
  if (secret === undefined || secret === "") {
    throw new Error(`the environment variable ${secretName} is not set; it has the secret`);
  }
  const { quotaRequests: requests, quotaWindowMs: windowMs, readFloorPercent } = account;
  const terms = termsOf({ requests, windowMs, readFloorPercent });
  const limiter = createLimiter({
    terms,
    take: (wanted) => takeTokens(pool, id, terms, wanted),
    close: (closing) => closeBucket(pool, id, closing),
  });
  const transport = createTransport({ limiter, timeoutMs: requestTimeoutMs });
  const client = createAdapter(adapter, { baseUrl, secret, dialect, transport });
  return {
    context: { account, client, pool, booksOf, pushTimeoutMs: requestTimeoutMs * WITH_WAITING },
    status: () => transport.status(),
    close: () => transport.close(),
  };
}
