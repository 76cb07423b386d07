import type { PerKind } from "../../../src/store/wms/tokens.ts";
import { WmsUnavailable } from "../../../src/wms/errors.ts";
import {
  type HttpRequest,
  createTransport,
  type Transport,
  type TransportOptions,
} from "../../../src/wms/http/transport.ts";
import { type Closing, createLimiter, type Limiter } from "../../../src/wms/limiter/limiter.ts";
import { termsOf } from "../../../src/wms/limiter/terms.ts";
import { afterwards } from "../../support/afterwards.ts";

export const SECRET = "s3cr3t/Key+of=ACME";
export const patience = new AbortController().signal;

/** A limiter whose bucket is never empty. */
export interface FreeLimiter extends Limiter {
  /** What it was told by the transport. */
  readonly closings: Closing[];
  /** Whether there are tokens of each kind. */
  readonly there: { order: boolean; read: boolean };
}

/** @param ageMs how old tokens are when they are given */
export function freeLimiter({ ageMs = 0 } = {}): FreeLimiter {
  const terms = termsOf({ requests: 1_000, windowMs: 60_000, readFloorPercent: 20 });
  const there = { order: true, read: true };
  const closings: Closing[] = [];
  const take = async (wanted: PerKind) => ({
    taken: { order: there.order ? wanted.order : 0, read: there.read ? wanted.read : 0 },
    waitMs: { order: 5, read: 5 },
    slowdown: 1,
    sentAt: performance.now(),
  });
  const limiter = createLimiter({ terms, take, close: async () => undefined });
  return {
    closings,
    there,
    acquire: async (kind, signal) => {
      const token = await limiter.acquire(kind, signal);
      return { diesAt: token.diesAt - ageMs, arriveBy: token.arriveBy - ageMs };
    },
    close: (closing) => closings.push(closing),
    status: () => limiter.status(),
  };
}

export function transportOf(options: Partial<TransportOptions> = {}): Transport {
  const transport = createTransport({ limiter: freeLimiter(), timeoutMs: 2_000, ...options });
  afterwards(async () => transport.close());
  return transport;
}

export function getting(url: string, other: Partial<HttpRequest> = {}): HttpRequest {
  return {
    kind: "read",
    method: "GET",
    url: new URL("/v1/stock", url),
    bearer: SECRET,
    accept: [200],
    ...other,
  };
}

export function ordering(url: string, other: Partial<HttpRequest> = {}): HttpRequest {
  return getting(url, { kind: "order", method: "POST", json: { reference: "R-1" }, ...other });
}

/** The failure of what must fail. */
export async function failureOf(sent: Promise<unknown>): Promise<Error> {
  try {
    await sent;
  } catch (error) {
    if (Error.isError(error)) return error;
  }
  throw new Error("it did not fail");
}

/** Whether it may have been done; undefined where it was not that the other side did not answer. */
export async function maybeDone(sent: Promise<unknown>): Promise<boolean | undefined> {
  const failure = await failureOf(sent);
  return failure instanceof WmsUnavailable ? failure.maybeDone : undefined;
}
