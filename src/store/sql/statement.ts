import type { ClientBase } from "pg";

import { Burst, type Sent, type Statement } from "./burst.ts";
import type { Parameter } from "./parameters.ts";

export type { Statement } from "./burst.ts";

/** Bursts that still take statements, by connection. */
const open = new WeakMap<ClientBase, Burst>();

/** Sends a statement without waiting for those before it: all that are sent in one breath travel together. */
export function send<R>(
  client: ClientBase,
  statement: Statement,
  values: readonly Parameter[],
): Promise<Sent<R>> {
  let burst = open.get(client);
  if (burst === undefined) {
    burst = new Burst();
    open.set(client, burst);
    queueMicrotask(() => flush(client));
  }
  return burst.ask<R>(statement, values);
}

/** Sends plain SQL, behind all that was sent before. May be several statements. */
export async function say(client: ClientBase, sql: string): Promise<void> {
  flush(client);
  await client.query(sql);
}

function flush(client: ClientBase): void {
  const burst = open.get(client);
  open.delete(client);
  burst?.sendOn(client);
}

/**
 * Waits for statements that were sent together. When one fails the rest are waited for all the same, so that
 * the connection is quiet when the error is thrown; it is the first one's, for the others only follow from it.
 */
export async function settled<T extends readonly unknown[]>(
  replies: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const waiting: readonly Promise<unknown>[] = replies;
  const results = await Promise.allSettled(waiting);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  }) as unknown as T;
}

/** A timestamp column as milliseconds, exact. */
export function msOf(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

/** A timestamp from a value in milliseconds, which may be null. */
export function fromMs(value: string): string {
  return `to_timestamp(${value}::float8 / 1000)`;
}
