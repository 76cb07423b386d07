/** What a load process is to do. Crosses between processes, so it is plain data. */
export interface LoadOrder {
  /** Which client makes the calls: ours, which costs little, or the one that people use. */
  readonly client: "lean" | "grpc-js";
  /** gRPC doors; connections are dealt out among them. */
  readonly ports: readonly number[];
  /** One per tenant; callers are dealt out among them. */
  readonly keys: readonly string[];
  readonly work: Work;
  readonly pace: Pace;
  /** Calls that begin in this time are made and not measured. */
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Decides which SKUs are asked for, and when scheduled calls are due. */
  readonly seed: number;
}

/** What one caller does, again and again. */
export type Work =
  /** Reserves one of each of so many SKUs, chosen from the first `skus`. */
  | { readonly kind: "reserve"; readonly skus: number; readonly lines: number }
  /** Reserves one of the first SKU and commits it. */
  | { readonly kind: "cycle" }
  /** Asks how much of the first SKU is available. */
  | { readonly kind: "read" }
  /** Reserves one of a SKU of its own, then asks for it, and fails when the answer leaves the reservation out. */
  | { readonly kind: "check" };

export type Pace =
  /** Each caller calls again as soon as it is answered. */
  | { readonly kind: "callers"; readonly callers: number }
  /** Calls are due at random moments, so many a second on average, whether others were answered or not. */
  | { readonly kind: "schedule"; readonly perSecond: number };

/** What came of it. Rates and times are of calls that began and ended while it was measured. */
export interface LoadReport {
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds from when a call was made, or on a schedule: from when it was due. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Calls that ended while it was measured, those that had begun before included. */
  readonly ended: number;
  /** Calls that were granted, from the first to the last, warm-up included. */
  readonly granted: number;
  /** Calls that were not, by gRPC status, from the first to the last. */
  readonly failures: Readonly<Record<string, number>>;
  /** CPU time of the load process while it was measured, in microseconds. */
  readonly cpuMicros: number;
}

/** What a load process tells: the borders of the measured time, then the report. */
export type LoadMessage =
  | { readonly kind: "measuring" }
  | { readonly kind: "measured" }
  | { readonly kind: "report"; readonly report: LoadReport };

/** The names of the SKUs that the load asks for. */
export function skuOf(index: number): string {
  return `SKU-${index}`;
}

/** Where they lie. */
export const LOCATION = "MAIN";
