import type { PoolClient, QueryResult, QueryResultRow } from "pg";

import { arrayText } from "./arrays.ts";

/** A statement with a name: prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Sends a statement without waiting for those before it. */
export function send<R extends QueryResultRow>(
  client: PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<QueryResult<R>> {
  const { name, text } = statement;
  const texts = values.map((value) => (Array.isArray(value) ? arrayText(value) : value));
  return client.query<R>({ name, text, values: texts });
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
