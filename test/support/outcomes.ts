import { CallFailed } from "./stockClient.ts";

/** How often a call ended in each way: `OK`, or the reason of its failure. */
export type Outcomes = Readonly<Record<string, number>>;

/** What `make` makes for each of so many callers, all at once. */
export function forEachOf<T>(callers: number, make: (caller: number) => T): T[] {
  return Array.from({ length: callers }, (_, caller) => make(caller));
}

/** Waits for every call and counts how each ended. Only failures that a service told count as ends. */
export async function countOutcomes(calls: readonly Promise<unknown>[]): Promise<Outcomes> {
  const ends = await Promise.all(calls.map(outcomeOf));
  return tally(ends);
}

/** `OK`, or the reason why the call failed; its status code where no reason was given. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "OK";
  } catch (error) {
    if (error instanceof CallFailed) return error.reason || error.code;
    throw error;
  }
}

export function tally(ends: readonly string[]): Outcomes {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}
