import type { Uuid } from "../core/stock.ts";

/** What a key may do. More roles come later; each is a set of permissions. */
export type Role = "admin" | "service";

export interface TenantRef {
  readonly id: Uuid;
  readonly code: string;
}

/** Who calls. */
export interface Principal {
  /** What the journal calls the caller: the id of its API key, or `open` in the demo. */
  readonly actor: string;
  readonly role: Role;
  /** The tenants that the credential covers; never empty. */
  readonly tenants: readonly TenantRef[];
}

/** Where and with what a call came in. */
export interface Credential {
  /** What followed `Bearer ` in the header `authorization`, or null. */
  readonly bearer: string | null;
  /** True when the door that took the call has checked that Host and Origin are loopback names. */
  readonly fromLoopback: boolean;
}

/** Tells who calls, or that nobody known does. */
export interface Access {
  /** The caller behind what followed `Bearer `, when that was found out a moment ago: nobody has to be asked. */
  recognize(bearer: string): Principal | undefined;
  /** Undefined: the key is missing, unknown or revoked. A revocation takes effect within 5 s. */
  identify(credential: Credential): Promise<Principal | undefined>;
}
