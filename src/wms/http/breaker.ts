import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhenResult,
} from "cockatiel";

/** What a try says about the other side: nothing, when it never got so far. */
export type Proves = "alive" | "dead" | "nothing";

/** How a try ended. */
export interface Tried {
  readonly proves: Proves;
}

export interface BreakerOptions {
  /** Failures in a row after which nothing is sent for a while. */
  readonly failuresMax: number;
  /** The longest that it stays open the first time; each try that fails then makes it longer. */
  readonly openFirstMs: number;
  readonly openMaxMs: number;
}

export type BreakerState = "closed" | "open" | "halfOpen";

/** Leaves the other side alone when it fails again and again. */
export interface Breaker {
  readonly state: BreakerState;
  /** @returns undefined when it is open and nothing was tried */
  run<T extends Tried>(attempt: () => Promise<T>): Promise<T | undefined>;
}

/** A try that says nothing: it must not count, neither as a failure nor as a success. */
class Nothing<T> extends Error {
  readonly tried: T;
  constructor(tried: T) {
    super();
    this.tried = tried;
  }
}

export function createBreaker(options: BreakerOptions): Breaker {
  const { failuresMax, openFirstMs: initialDelay, openMaxMs: maxDelay } = options;
  const policy = circuitBreaker(
    // Whoever is asked whether it is alive again and says nothing is still taken for dead.
    handleWhenResult((tried) => (tried as Tried).proves !== "alive"),
    {
      breaker: new ConsecutiveBreaker(failuresMax),
      halfOpenAfter: new ExponentialBackoff({ initialDelay, maxDelay }),
    },
  );
  const isOnTrial = (): boolean => policy.state === CircuitState.HalfOpen;
  return {
    get state() {
      if (isOnTrial()) return "halfOpen";
      return policy.state === CircuitState.Closed ? "closed" : "open";
    },
    run: async <T extends Tried>(attempt: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await policy.execute(async () => {
          const tried = await attempt();
          if (tried.proves === "nothing" && !isOnTrial()) throw new Nothing(tried);
          return tried;
        });
      } catch (error) {
        if (error instanceof BrokenCircuitError) return undefined;
        if (error instanceof Nothing) return error.tried as T;
        throw error;
      }
    },
  };
}
