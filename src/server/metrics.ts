import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";

/** Seconds: from an idle machine's couple of milliseconds to the longest deadline. */
const LATENCY_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60,
];

/** What the doors count. */
export interface CallMetrics {
  started(): void;
  /** @param seconds from the call's arrival to its answer */
  ended(method: string, code: string, seconds: number): void;
}

/** Registers the doors' metrics. Labels are methods and codes only: never tenants, which may be many. */
export function createMetrics(registry: Registry): CallMetrics {
  const calls = new Counter({
    name: "holdfast_calls_total",
    help: "Calls answered, by method and gRPC status code.",
    labelNames: ["method", "code"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "holdfast_call_seconds",
    help: "Seconds from a call's arrival to its answer.",
    labelNames: ["method"],
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: "holdfast_calls_in_flight",
    help: "Calls taken and not yet answered.",
    registers: [registry],
  });
  return {
    started: () => inFlight.inc(),
    ended: (method, code, took) => {
      inFlight.dec();
      calls.inc({ method, code });
      seconds.observe({ method }, took);
    },
  };
}
