import { scrambled } from "../random.ts";
import { type SimEvent, type SimEventsPage, type SimStockEvent, UnknownCursor } from "./api.ts";

/** Everything that was posted, in the order of posting. */
export class Journal {
  readonly #hasMark: boolean;
  readonly #salt: number;
  readonly #countFrom: number;
  readonly #events: SimEvent[] = [];
  readonly #listeners: ((event: SimEvent) => void)[] = [];
  #lastPosted: number;

  constructor(hasMark: boolean, salt: number, countFrom: number) {
    this.#hasMark = hasMark;
    this.#salt = salt;
    this.#countFrom = countFrom;
    this.#lastPosted = countFrom;
  }

  /** The number of the last stock event. They are numbered one after the other, told or not. */
  get lastPosted(): number {
    return this.#lastPosted;
  }

  listen(listener: (event: SimEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Posts a stock event. Listeners hear of it with `announce`, once it is booked. */
  postStock(event: Omit<SimStockEvent, "kind" | "id" | "posted">): SimStockEvent {
    this.#lastPosted += 1;
    const posted = this.#hasMark ? this.#lastPosted : null;
    const whole: SimStockEvent = { kind: "stock", id: this.#nextId(), ...event, posted };
    this.#events.push(whole);
    return whole;
  }

  /** Posts and announces that an order's state has changed. */
  hint(reference: string): void {
    const event: SimEvent = { kind: "order", id: this.#nextId(), reference };
    this.#events.push(event);
    this.announce(event);
  }

  announce(event: SimEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** @throws {UnknownCursor} */
  since(cursor: string | null, limit: number): SimEventsPage {
    const from = cursor === null ? 0 : this.#indexOf(cursor);
    const events = this.#events.slice(from, from + Math.max(1, limit));
    const end = from + events.length;
    return { events, next: this.#cursorAt(end), more: end < this.#events.length };
  }

  #indexOf(cursor: string): number {
    const number = Number(cursor.slice(1));
    const index = number - this.#countFrom;
    const isGiven = cursor === `a${number}` && Number.isSafeInteger(number) && number >= 0;
    if (!isGiven || index > this.#events.length) {
      throw new UnknownCursor("this cursor was never given out");
    }
    // One of the world before this: nothing of what it marks is kept, so it begins with the first.
    return Math.max(0, index);
  }

  #cursorAt(index: number): string {
    return `a${this.#countFrom + index}`;
  }

  /** Where events carry no number their ids must not betray one. */
  #nextId(): string {
    const number = this.#countFrom + this.#events.length + 1;
    if (this.#hasMark) return `e-${number}`;
    return `e-${scrambled(number, this.#salt).toString(16).padStart(8, "0")}`;
  }
}
