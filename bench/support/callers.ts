/** What a run of many callers came to. */
export interface Run {
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds, as callers saw them while this many called at once. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

export interface CallersOptions {
  readonly callers: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** One call of one caller. Rejects when it fails. */
  readonly call: (caller: number) => Promise<unknown>;
}

/** Lets callers call one after the other, each at once when its last call was answered, and measures after a warm-up. */
export async function runCallers(options: CallersOptions): Promise<Run> {
  const { callers, warmupMs, durationMs, call } = options;
  const latencies: number[] = [];
  let failed = 0;
  const from = performance.now() + warmupMs;
  const until = from + durationMs;
  const callOn = async (caller: number): Promise<void> => {
    for (let started = performance.now(); started < until; started = performance.now()) {
      const isGood = await call(caller).then(
        () => true,
        () => false,
      );
      const ended = performance.now();
      if (started < from || ended > until) continue;
      if (isGood) latencies.push(ended - started);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => callOn(caller)));
  latencies.sort((a, b) => a - b);
  return {
    calls: latencies.length,
    perSecond: Math.round(latencies.length / (durationMs / 1000)),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failed,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 100) / 100;
}
