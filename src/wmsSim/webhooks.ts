import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Faults } from "./faults.ts";
import type { SimEvent } from "./world/world.ts";

/** Events that are posted so close together are told in one delivery. */
const GATHER_MS = 20;

/** Events of one delivery at most. */
const EVENTS_MAX = 100;

/**
 * Deliveries that wait at most, when the receiver is slow or away. What comes on top is dropped.
 */
const WAITING_MAX = 1_000;

/** How long to wait before each attempt at a delivery. */
const ATTEMPTS_MS = [0, 200, 1_000, 3_000];

/** How long the receiver may take. */
const ANSWER_MS = 5_000;

/** A delivery that is to come after the next one waits for it no longer than this. */
const HELD_BACK_MS = 1_000;

/** Who is told what is posted. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** What became of deliveries. */
export interface WebhookCounts {
  readonly delivered: number;
  /** Given up after the last attempt. */
  readonly failed: number;
  readonly dropped: number;
  readonly waiting: number;
}

/**
 * Tells somebody what is posted: once and in order, as long as no fault strikes and the receiver
 * answers.
 */
export class Webhooks {
  readonly #target: WebhookTarget;
  readonly #faults: Faults;
  readonly #stop = new AbortController();
  #gathered: SimEvent[] = [];
  #heldBack: (readonly SimEvent[])[] = [];
  #queue: Promise<void> = Promise.resolve();
  #timers = new Set<NodeJS.Timeout>();
  #counts = { delivered: 0, failed: 0, dropped: 0, waiting: 0 };

  constructor(target: WebhookTarget, faults: Faults) {
    this.#target = target;
    this.#faults = faults;
  }

  counts(): WebhookCounts {
    return { ...this.#counts };
  }

  /** Tells an event, soon. */
  tell(event: SimEvent): void {
    this.#gathered.push(event);
    if (this.#gathered.length === 1) this.#later(GATHER_MS, () => this.#send());
  }

  /** Sends nothing more, and gives up what is under way. */
  stop(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #send(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    for (let from = 0; from < gathered.length; from += EVENTS_MAX) {
      this.#dispatch(gathered.slice(from, from + EVENTS_MAX));
    }
  }

  #dispatch(events: readonly SimEvent[]): void {
    const strikes = (fault: Parameters<Faults["strikes"]>[0]) => this.#faults.strikes(fault, "");
    if (strikes("webhookDropped")) {
      this.#counts.dropped += 1;
    } else if (strikes("webhookReordered")) {
      this.#heldBack.push(this.#faults.shuffled(events));
      this.#later(HELD_BACK_MS, () => this.#releaseHeldBack());
    } else {
      const copies = strikes("webhookDuplicated") ? 2 : 1;
      const delayMs = this.#faults.amount(this.#faults.settings.webhookDelayMs);
      for (let copy = 0; copy < copies; copy += 1) {
        if (strikes("webhookDelayed")) this.#later(delayMs, () => this.#enqueue(events));
        else this.#enqueue(events);
      }
      this.#releaseHeldBack();
    }
  }

  #releaseHeldBack(): void {
    for (const events of this.#heldBack.splice(0)) this.#enqueue(events);
  }

  #enqueue(events: readonly SimEvent[]): void {
    if (this.#counts.waiting >= WAITING_MAX) {
      this.#counts.dropped += 1;
      return;
    }
    this.#counts.waiting += 1;
    this.#queue = this.#deliverAfter(this.#queue, JSON.stringify({ events }));
  }

  async #deliverAfter(earlier: Promise<void>, body: string): Promise<void> {
    await earlier;
    const isDelivered = await this.#deliver(body);
    this.#counts.waiting -= 1;
    this.#counts[isDelivered ? "delivered" : "failed"] += 1;
  }

  /** Never throws. @returns whether the receiver took it */
  async #deliver(body: string): Promise<boolean> {
    for (const waitMs of ATTEMPTS_MS) {
      try {
        await sleep(waitMs, undefined, { signal: this.#stop.signal });
        if (await this.#attempt(body)) return true;
      } catch {
        if (this.#stop.signal.aborted) return false;
      }
    }
    return false;
  }

  async #attempt(body: string): Promise<boolean> {
    const seconds = Math.floor(Date.now() / 1_000);
    const response = await fetch(this.#target.url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-wms-signature": `t=${seconds},v1=${signature(this.#target.secret, seconds, body)}`,
      },
      redirect: "manual",
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await response.body?.cancel();
    return response.ok;
  }

  #later(ms: number, act: () => void): void {
    if (this.#stop.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

/**
 * The hex HMAC-SHA256 by which a receiver knows that a delivery comes from here, and when it was
 * sent.
 */
export function signature(secret: string, seconds: number, body: string): string {
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
}
