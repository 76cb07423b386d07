import type { Asked, Command, Outcome, State, ToldReservation, Units } from "./history.ts";

/**
 * A shop that does one thing after the other and so can tell nothing wrong: it makes right histories. It keeps no
 * balances, only receipts and reservations, so that it shares no mistake with the checker's model.
 */
export interface PretendShop {
  /** @param now on the wall clock; never earlier than before */
  answer(asked: Asked, now: number): Outcome;
}

interface Reservation {
  readonly id: string;
  readonly lines: readonly (Units & { readonly granted: number })[];
  state: State;
  endsAt: number | null;
}

export function createPretendShop(): PretendShop {
  const reservations: Reservation[] = [];
  const movements: Units[] = [];
  const done = new Map<string, Reservation | undefined>();

  const sum = (all: readonly Units[], sku: string): number =>
    all.reduce((units, line) => units + (line.sku === sku ? line.quantity : 0), 0);
  const unitsIn = (state: State, sku: string): number =>
    sum(
      reservations.flatMap((own) =>
        own.state === state
          ? own.lines.map((line) => ({ sku: line.sku, quantity: line.granted }))
          : [],
      ),
      sku,
    );
  const onHand = (sku: string): number => sum(movements, sku) - unitsIn("FULFILLED", sku);
  const free = (sku: string): number => Math.max(0, onHand(sku) - unitsIn("HELD", sku));

  function stockOf(sku: string) {
    const [there, held] = [onHand(sku), unitsIn("HELD", sku)];
    return { sku, onHand: there, held, shortfall: Math.max(0, held - there) };
  }

  function tell(command: Command, replay: boolean): Outcome {
    const reservation = done.get(command.requestId);
    if (reservation !== undefined) return { end: "ok", replay, reservation: told(reservation) };
    const skus = "lines" in command ? command.lines.map(({ sku }) => sku) : skusOf(command);
    return { end: "ok", replay, stock: skus.map(stockOf) };
  }

  function order(
    command: Extract<Command, { kind: "reserve" | "sell" }>,
    now: number,
  ): Outcome | Reservation {
    const lines = command.lines.map((line) => ({
      ...line,
      granted: Math.min(line.quantity, free(line.sku)),
    }));
    const short = lines.flatMap(({ granted, quantity }, index) =>
      granted < quantity ? [{ line: index + 1, available: granted }] : [],
    );
    const isEmpty = lines.every(({ granted }) => granted === 0);
    if (short.length > 0 && (isEmpty || !command.partial)) {
      return { end: "fail", reason: "INSUFFICIENT_STOCK", short };
    }
    const isSale = command.kind === "sell";
    const endsAt = isSale || command.ttlMs === null ? null : now + command.ttlMs;
    const id = `R${reservations.length + 1}`;
    const made: Reservation = { id, lines, state: isSale ? "FULFILLED" : "HELD", endsAt };
    reservations.push(made);
    return made;
  }

  function change(
    command: Extract<Command, { reservationId: string }>,
    now: number,
  ): Outcome | Reservation {
    const own = reservations.find(({ id }) => id === command.reservationId);
    if (own === undefined) return { end: "fail", reason: "RESERVATION_NOT_FOUND" };
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
    const short = own.lines.flatMap(({ sku, granted }, index) => {
      const there = Math.min(granted, isAgain ? free(sku) : onHand(sku));
      return there < granted ? [{ line: index + 1, available: there }] : [];
    });
    if (short.length > 0) return { end: "fail", reason: "INSUFFICIENT_STOCK", short };
    own.state = "FULFILLED";
    return own;
  }

  function carryOut(command: Command, now: number): Outcome | Reservation | undefined {
    switch (command.kind) {
      case "receive":
        movements.push(...command.lines);
        return undefined;
      case "adjust": {
        const there = onHand(command.sku);
        const isWrong = command.expected !== null && command.expected !== there;
        if (isWrong) return { end: "fail", reason: "STALE_EXPECTATION", onHand: there };
        if (there + command.delta < 0)
          return { end: "fail", reason: "INVALID_MOVEMENT", onHand: there };
        movements.push({ sku: command.sku, quantity: command.delta });
        return undefined;
      }
      case "reserve":
      case "sell":
        return order(command, now);
      case "commit":
      case "release":
      case "extend":
        return change(command, now);
      default:
        throw new Error(`nobody asks ${String(command satisfies never)}`);
    }
  }

  return {
    answer: (asked, now) => {
      for (const own of reservations) {
        if (own.state === "HELD" && own.endsAt !== null && own.endsAt <= now) own.state = "EXPIRED";
      }
      if (asked.kind === "availability") {
        const availability = asked.skus.map((sku) => ({ ...stockOf(sku), available: free(sku) }));
        return { end: "ok", replay: false, availability };
      }
      if (asked.kind === "reservation") {
        const own = reservations.find(({ id }) => id === asked.reservationId);
        if (own === undefined) return { end: "fail", reason: "RESERVATION_NOT_FOUND" };
        return { end: "ok", replay: false, reservation: told(own) };
      }
      if (done.has(asked.requestId)) return tell(asked, true);
      const found = carryOut(asked, now);
      if (found !== undefined && "end" in found) return found;
      done.set(asked.requestId, found);
      return tell(asked, false);
    },
  };
}

function skusOf(command: Command): string[] {
  return command.kind === "adjust" ? [command.sku] : [];
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
