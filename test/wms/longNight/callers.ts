import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { CallFailed, type StockClient } from "../../support/stockClient.ts";
import type { Dice } from "../model/random.ts";
import { LOCATION, SKUS } from "./options.ts";

/** What callers were told. */
export interface CallersTally {
  reserved: number;
  refused: number;
  committed: number;
  released: number;
  failed: number;
}

export function sumOf(tallies: readonly CallersTally[]): CallersTally {
  const sum: CallersTally = { reserved: 0, refused: 0, committed: 0, released: 0, failed: 0 };
  for (const tally of tallies) {
    sum.reserved += tally.reserved;
    sum.refused += tally.refused;
    sum.committed += tally.committed;
    sum.released += tally.released;
    sum.failed += tally.failed;
  }
  return sum;
}

/** A caller gives a call up after so many tries: a replica is back long before. */
const TRIES_MAX = 60;

const AGAIN = new Set([
  "UNAVAILABLE",
  "ABORTED",
  "RESOURCE_EXHAUSTED",
  "DEADLINE_EXCEEDED",
  "CANCELLED",
]);

/** People who order, pay, change their minds and try again when a server does not answer. */
export class Callers {
  readonly tally: CallersTally = { reserved: 0, refused: 0, committed: 0, released: 0, failed: 0 };
  readonly #clients: () => readonly StockClient[];
  readonly #dice: Dice;
  readonly #pauseMs: number;
  #isOver = false;

  /** @param pauseMs between two orders of a caller, on average */
  constructor(clients: () => readonly StockClient[], dice: Dice, pauseMs: number) {
    this.#clients = clients;
    this.#dice = dice;
    this.#pauseMs = pauseMs;
  }

  /** Orders until it is over. */
  async run(): Promise<void> {
    while (!this.#isOver) {
      await this.#pause(1);
      await this.#order();
    }
  }

  end(): void {
    this.#isOver = true;
  }

  async #order(): Promise<void> {
    const sku = this.#dice.pick(SKUS);
    const lot = sku === "MILK" && this.#dice.chance(0.25) ? this.#dice.pick(["A", "B"]) : "";
    const lines = [{ sku, lot, quantity: BigInt(this.#dice.between(1, 3)), location: LOCATION }];
    const ttl = { seconds: BigInt(this.#dice.between(1, 4)), nanos: 0 };
    const held = await this.#ask((client, requestId) =>
      client.inventory.reserve({ requestId, lines, ttl }),
    );
    const id = held?.reservation?.id;
    if (id === undefined) return void (this.tally.refused += 1);
    this.tally.reserved += 1;
    await this.#pause(2);
    if (this.#dice.chance(0.2)) return await this.#release(id, 1);
    const sold = await this.#ask((client, requestId) =>
      client.inventory.commit({ requestId, reservationId: id }),
    );
    if (sold === undefined) return;
    this.tally.committed += 1;
    if (!this.#dice.chance(0.35)) return;
    await this.#pause(6);
    await this.#release(id, 2);
  }

  async #release(reservationId: string, scope: 1 | 2): Promise<void> {
    const quantity = this.#dice.chance(0.5) ? 0n : 1n;
    const lines = scope === 1 ? [] : [{ line: 1, quantity }];
    const told = await this.#ask((client, requestId) =>
      client.inventory.release({ requestId, reservationId, scope, lines }),
    );
    if (told !== undefined) this.tally.released += 1;
  }

  /** Asks any server, and again until one answers: with the same request id it is the same request. */
  async #ask<T>(
    call: (client: StockClient, requestId: string) => Promise<T>,
  ): Promise<T | undefined> {
    const requestId = randomUUID();
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      try {
        return await call(this.#dice.pick(this.#clients()), requestId);
      } catch (error) {
        const code = error instanceof CallFailed ? error.code : "UNAVAILABLE";
        if (!AGAIN.has(code)) return undefined;
        await sleep(50 + this.#dice.between(0, 100));
      }
    }
    this.tally.failed += 1;
    return undefined;
  }

  async #pause(times: number): Promise<void> {
    await sleep(this.#dice.next() * 2 * this.#pauseMs * times);
  }
}
