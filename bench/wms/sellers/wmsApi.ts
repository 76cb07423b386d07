import { setTimeout as sleep } from "node:timers/promises";

import type { Simulator } from "../../../src/wmsSim/simulator.ts";
import { PLACE, type StreamOrder } from "../stream.ts";

/** The warehouse system was asked too often, for longer than somebody wanted to wait. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** A plain client of the warehouse system: it asks, and waits where it is told to. */
export class WmsApi {
  readonly #warehouse: Simulator;
  readonly #speed: number;

  constructor(warehouse: Simulator, speed: number) {
    this.#warehouse = warehouse;
    this.#speed = speed;
  }

  /** What can be ordered of everything, by SKU: one page. */
  async stock(wait: Wait): Promise<Map<string, number>> {
    const answer = await this.#ask("/v1/stock?limit=1000", wait);
    const { lines } = answer as { lines: { sku: string; orderable: number }[] };
    return new Map(lines.map(({ sku, orderable }) => [sku, orderable]));
  }

  /** Hands an order over. The same order twice is taken once. */
  async place({ name, sku, quantity }: StreamOrder, wait: Wait): Promise<void> {
    const lines = [{ line: 1, sku, quantity, lot: null }];
    const body = JSON.stringify({ reference: name, ...PLACE, lines });
    await this.#ask("/v1/orders", wait, { body, key: name });
  }

  async #ask(
    path: string,
    wait: Wait,
    order?: { readonly body: string; readonly key: string },
  ): Promise<unknown> {
    const { url, key } = this.#warehouse;
    const authorization = `Bearer ${key}`;
    const asked =
      order === undefined
        ? { headers: { authorization } }
        : {
            method: "POST",
            body: order.body,
            headers: { authorization, "idempotency-key": order.key },
          };
    for (;;) {
      const response = await fetch(url + path, asked);
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      if (response.status !== 429) throw new Error(`HTTP ${response.status}: ${text}`);
      const retryAfterMs = Number(response.headers.get("retry-after")) * 1_000;
      await wait.forIt(retryAfterMs, this.#speed);
    }
  }
}

/** How long somebody waits where the warehouse system says so, in its own time. */
export class Wait {
  readonly #patienceMs: number;
  #waitedMs = 0;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get waitedMs(): number {
    return this.#waitedMs;
  }

  /**
   * `Retry-After` is counted in our seconds and meant in the warehouse's: at its speed they pass faster.
   *
   * @throws NoAnswer
   */
  async forIt(retryAfterMs: number, speed: number): Promise<void> {
    if (this.#waitedMs + retryAfterMs > this.#patienceMs) throw new NoAnswer("too many requests");
    this.#waitedMs += retryAfterMs;
    await sleep(retryAfterMs / speed);
  }
}
