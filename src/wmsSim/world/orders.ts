import type { Order } from "./order.ts";

/** The orders by reference. The same reference twice is two orders, where nothing prevents it. */
export class Orders {
  readonly #byReference = new Map<string, Order[]>();
  /** Orders that runs still have to do with, in the order of their arrival. */
  readonly atWork = new Set<Order>();

  /** The order that a reference stands for: the first that was taken under it. */
  find(reference: string): Order | undefined {
    return this.#byReference.get(reference)?.[0];
  }

  /** Adds an order. A rejected one gives way to whatever comes under its reference. */
  add(order: Order): void {
    const earlier = this.#byReference.get(order.reference) ?? [];
    const taken = earlier.filter(({ rejected }) => rejected === null);
    this.#byReference.set(order.reference, [...taken, order]);
    if (order.rejected === null) this.atWork.add(order);
  }

  all(): Order[] {
    return [...this.#byReference.values()].flat();
  }
}
