import { RpcCode } from "@holdfast/client";
import type { Access, Principal, TenantRef } from "../access/access.ts";
import { Failure } from "./failure.ts";
import { isLoopbackAddress, isLoopbackAuthority, isLoopbackOrigin } from "./loopback.ts";

/** Where a call came in, as its door saw it. */
export interface Arrival {
  readonly door: "grpc" | "http";
  /** The first value of a request header, by its lower-case name. */
  header(name: string): string | undefined;
  /** The Host or `:authority` header. */
  readonly authority: string | undefined;
  /** The address of the other end of the connection. */
  readonly peerAddress: string | undefined;
  /** How long the caller is willing to wait, if it said so. */
  readonly timeoutMs: number | undefined;
}

/** Tells who calls, when nobody has to be asked for it. */
export function recognize(access: Access, arrival: Arrival): Principal | undefined {
  const bearer = bearerOf(arrival);
  return bearer === null ? undefined : access.recognize(bearer);
}

/** Tells who calls. @throws Failure KEY_INVALID */
export async function identify(access: Access, arrival: Arrival): Promise<Principal> {
  const principal = await access.identify({
    bearer: bearerOf(arrival),
    fromLoopback:
      isLoopbackAddress(arrival.peerAddress) &&
      isLoopbackAuthority(arrival.authority) &&
      isLoopbackOrigin(arrival.header("origin")),
  });
  if (principal !== undefined) return principal;
  const message =
    arrival.header("authorization") === undefined
      ? "send an API key in the header `authorization: Bearer <key>`"
      : "the API key is unknown or revoked: send another one in `authorization: Bearer <key>`";
  throw new Failure(RpcCode.UNAUTHENTICATED, "KEY_INVALID", message);
}

function bearerOf(arrival: Arrival): string | null {
  return /^Bearer +([^ ]+) *$/i.exec(arrival.header("authorization") ?? "")?.[1] ?? null;
}

/** Tells whose stock is meant. @throws Failure TENANT_REQUIRED or TENANT_FORBIDDEN */
export function tenantOf(principal: Principal, arrival: Arrival): TenantRef {
  const code = arrival.header("holdfast-tenant");
  if (code === undefined || code === "") {
    const [only, ...others] = principal.tenants;
    if (only !== undefined && others.length === 0) return only;
    const message =
      "your API key covers several tenants: name one by its code in the header `holdfast-tenant`";
    throw new Failure(RpcCode.INVALID_ARGUMENT, "TENANT_REQUIRED", message);
  }
  const tenant = principal.tenants.find((covered) => covered.code === code);
  if (tenant !== undefined) return tenant;
  const message = "your API key does not cover the tenant named in the header `holdfast-tenant`";
  const metadata = { tenant: code };
  throw new Failure(RpcCode.PERMISSION_DENIED, "TENANT_FORBIDDEN", message, { metadata });
}

/** The failure of a caller who may not do something. */
export function roleMissing(action: string, principal: Principal): Failure {
  const message = `${action} needs the role admin; your API key has the role ${principal.role}`;
  const metadata = { role: principal.role, required: "admin" };
  return new Failure(RpcCode.PERMISSION_DENIED, "ROLE_MISSING", message, { metadata });
}
