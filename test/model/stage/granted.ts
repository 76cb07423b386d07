import type { ToldReservation } from "../books/told.ts";

/** The reservations that callers know of, by the steps that made them. */
export interface Granted {
  /** Takes note of what was told of a reservation by, or after, a step. */
  note(n: number, told: ToldReservation): void;
  /**
   * The reservation that a step made. Where it made none, the last before it that was said to be in a state; where
   * there is none of those, any before it.
   */
  readonly find: (n: number, state?: string) => string;
}

/** No reservation has this id. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

export function createGranted(): Granted {
  /** In the order of the steps. */
  const all: { readonly n: number; readonly id: string; state: string }[] = [];
  return {
    note: (n, { id, state }) => {
      const known = all.find((one) => one.id === id);
      if (known !== undefined) {
        known.state = state;
        return;
      }
      all.push({ n, id, state });
      all.sort((a, b) => a.n - b.n);
    },
    find: (n, state) => {
      const before = all.filter((one) => one.n <= n);
      const found =
        before.findLast((one) => one.n === n) ??
        before.findLast((one) => one.state === state) ??
        before.at(-1);
      return found?.id ?? NOBODY;
    },
  };
}
