interface Appointment {
  readonly at: number;
  readonly number: number;
  readonly act: () => void;
}

/** What is to happen when, in order; what is due at the same moment happens as it was planned. */
export class Agenda {
  readonly #heap: Appointment[] = [];
  #count = 0;

  plan(at: number, act: () => void): void {
    this.#count += 1;
    const appointment = { at, number: this.#count, act };
    const index = this.#heap.findLastIndex((other) => other.at <= at);
    this.#heap.splice(index + 1, 0, appointment);
  }

  /** Takes the next appointment, unless it is later than `until`. */
  take(until: number): Appointment | undefined {
    const first = this.#heap[0];
    return first === undefined || first.at > until ? undefined : this.#heap.shift();
  }
}
