interface Appointment {
  readonly at: number;
  readonly act: () => void;
}

/**
 * What is due when. Things due in the same millisecond happen in the order in which they were
 * planned.
 */
export class Agenda {
  readonly #appointments: Appointment[] = [];

  plan(at: number, act: () => void): void {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#appointments[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    this.#appointments.splice(low, 0, { at, act });
  }

  /** Takes the first thing that is due by then, or undefined. */
  take(until: number): Appointment | undefined {
    const [first] = this.#appointments;
    return first !== undefined && first.at <= until ? this.#appointments.shift() : undefined;
  }
}
