import type {
  Asked,
  Command,
  Outcome,
  State,
  ToldReservation,
  ToldStock,
  Units,
} from "./history.ts";

type Ordering = Extract<Command, { kind: "reserve" | "sell" }>;
type Changing = Extract<Command, { reservationId: string }>;
type Adjusting = Extract<Command, { kind: "adjust" }>;

interface Reservation {
  readonly id: string;
  readonly lines: readonly (Units & { readonly granted: number })[];
  state: State;
  endsAt: number | null;
}

/**
 * A shop that does one thing after the other and so can tell nothing wrong: it makes right histories. It keeps no
 * balances, only movements and reservations, so that it shares no mistake with the checker's model.
 */
export class PretendShop {
  readonly #reservations: Reservation[] = [];
  readonly #movements: Units[] = [];
  readonly #done = new Map<string, Reservation | undefined>();

  /** @param now on the wall clock; never earlier than before */
  answer(asked: Asked, now: number): Outcome {
    for (const own of this.#reservations) {
      const isOver = own.endsAt !== null && own.endsAt <= now;
      if (own.state === "HELD" && isOver) own.state = "EXPIRED";
    }
    if (asked.kind === "availability") {
      const availability = asked.skus.map((sku) => ({
        ...this.#stock(sku),
        available: this.#free(sku),
      }));
      return { end: "ok", replay: false, availability };
    }
    if (asked.kind === "reservation") {
      const own = this.#reservations.find(({ id }) => id === asked.reservationId);
      return own === undefined ? NOT_FOUND : { end: "ok", replay: false, reservation: told(own) };
    }
    if (this.#done.has(asked.requestId)) return this.#tell(asked, true);
    const found = this.#carryOut(asked, now);
    if (found !== undefined && "end" in found) return found;
    this.#done.set(asked.requestId, found);
    return this.#tell(asked, false);
  }

  #tell(command: Command, replay: boolean): Outcome {
    const reservation = this.#done.get(command.requestId);
    if (reservation !== undefined) return { end: "ok", replay, reservation: told(reservation) };
    const skus = "lines" in command ? command.lines.map(({ sku }) => sku) : [];
    if ("sku" in command) skus.push(command.sku);
    return { end: "ok", replay, stock: skus.map((sku) => this.#stock(sku)) };
  }

  #carryOut(command: Command, now: number): Outcome | Reservation | undefined {
    switch (command.kind) {
      case "receive":
        this.#movements.push(...command.lines);
        return undefined;
      case "adjust":
        return this.#adjust(command);
      case "reserve":
      case "sell":
        return this.#order(command, now);
      case "commit":
      case "release":
      case "extend":
        return this.#change(command, now);
      default:
        throw new Error(`nobody asks ${String(command satisfies never)}`);
    }
  }

  #adjust({ sku, delta, expected }: Adjusting): Outcome | undefined {
    const onHand = this.#onHand(sku);
    if (expected !== null && expected !== onHand) {
      return { end: "fail", reason: "STALE_EXPECTATION", onHand };
    }
    if (onHand + delta < 0) return { end: "fail", reason: "INVALID_MOVEMENT", onHand };
    this.#movements.push({ sku, quantity: delta });
    return undefined;
  }

  #order(command: Ordering, now: number): Outcome | Reservation {
    const lines = command.lines.map((line) => ({
      ...line,
      granted: Math.min(line.quantity, this.#free(line.sku)),
    }));
    const isEmpty = lines.every(({ granted }) => granted === 0);
    const refusal = shortOf(lines);
    if (refusal !== undefined && (isEmpty || !command.partial)) return refusal;
    const isSale = command.kind === "sell";
    const endsAt = isSale || command.ttlMs === null ? null : now + command.ttlMs;
    const id = `R${this.#reservations.length + 1}`;
    const made: Reservation = { id, lines, state: isSale ? "FULFILLED" : "HELD", endsAt };
    this.#reservations.push(made);
    return made;
  }

  #change(command: Changing, now: number): Outcome | Reservation {
    const own = this.#reservations.find(({ id }) => id === command.reservationId);
    if (own === undefined) return NOT_FOUND;
    const isAgain = command.kind === "commit" && command.reacquire && own.state === "EXPIRED";
    if (own.state !== "HELD" && !isAgain) {
      const isExpired = own.state === "EXPIRED";
      return { end: "fail", reason: isExpired ? "RESERVATION_EXPIRED" : "RESERVATION_CLOSED" };
    }
    if (command.kind === "release") own.state = "RELEASED";
    if (command.kind === "extend" && own.endsAt !== null) {
      own.endsAt = Math.max(own.endsAt, now + command.ttlMs);
    }
    if (command.kind !== "commit") return own;
    const lines = own.lines.map(({ sku, granted }) => ({
      quantity: granted,
      granted: Math.min(granted, isAgain ? this.#free(sku) : this.#onHand(sku)),
    }));
    const refusal = shortOf(lines);
    if (refusal === undefined) own.state = "FULFILLED";
    return refusal ?? own;
  }

  #stock(sku: string): ToldStock {
    const [onHand, held] = [this.#onHand(sku), this.#unitsIn("HELD", sku)];
    return { sku, onHand, held, shortfall: Math.max(0, held - onHand) };
  }

  #free(sku: string): number {
    return Math.max(0, this.#onHand(sku) - this.#unitsIn("HELD", sku));
  }

  #onHand(sku: string): number {
    const moved = this.#movements.filter((movement) => movement.sku === sku);
    const units = moved.reduce((sum, { quantity }) => sum + quantity, 0);
    return units - this.#unitsIn("FULFILLED", sku);
  }

  #unitsIn(state: State, sku: string): number {
    const lines = this.#reservations.flatMap((own) => (own.state === state ? own.lines : []));
    return lines.reduce((sum, line) => sum + (line.sku === sku ? line.granted : 0), 0);
  }
}

const NOT_FOUND: Outcome = { end: "fail", reason: "RESERVATION_NOT_FOUND" };

function shortOf(lines: readonly { quantity: number; granted: number }[]): Outcome | undefined {
  const short = lines.flatMap(({ granted, quantity }, index) =>
    granted < quantity ? [{ line: index + 1, available: granted }] : [],
  );
  return short.length === 0 ? undefined : { end: "fail", reason: "INSUFFICIENT_STOCK", short };
}

function told({ id, state, endsAt, lines }: Reservation): ToldReservation {
  return {
    id,
    state,
    endsAt,
    lines: lines.map(({ sku, granted }) => ({
      sku,
      granted,
      held: state === "HELD" ? granted : 0,
      fulfilled: state === "FULFILLED" ? granted : 0,
    })),
  };
}
