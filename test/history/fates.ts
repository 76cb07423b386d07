import type { State } from "./history.ts";
import type { Hold } from "./rules.ts";
import type { AnyStep, Component } from "./steps.ts";

type Status = Hold["status"];

/** What a reservation may still become. Nobody un-sells, and what was released or has lapsed is not held again. */
const FUTURES: Readonly<Record<Status, readonly Status[]>> = {
  none: ["none", "held", "sold", "released", "lapsed"],
  held: ["held", "sold", "released", "lapsed"],
  lapsed: ["lapsed", "sold"],
  sold: ["sold"],
  released: ["released"],
};

/** Knows what later answers say has become of reservations. */
export class Fates {
  readonly #needs: readonly Need[][];

  constructor({ requests, steps }: Component) {
    this.#needs = requests.map((): Need[] => []);
    for (const step of steps) {
      const statuses = step.until < Infinity ? statusesFor(step) : undefined;
      const order = step.kind === "question" ? step.order : step.request.order;
      if (statuses !== undefined) this.#needs[order]?.push({ step, statuses });
    }
  }

  /** Does an answer that is not explained yet say what can no longer be, once the reservation has this status? */
  isContradicted(order: number, status: Status, isTaken: (step: AnyStep) => boolean): boolean {
    const futures = FUTURES[status];
    const needs = this.#needs[order] ?? [];
    return needs.some(
      ({ step, statuses }) =>
        !isTaken(step) && !statuses.some((possible) => futures.includes(possible)),
    );
  }
}

/** A step, and the statuses of its reservation with which its answer can be explained. */
interface Need {
  readonly step: AnyStep;
  readonly statuses: readonly Status[];
}

/** Undefined: any. */
function statusesFor(step: AnyStep): readonly Status[] | undefined {
  if (step.kind === "lapse") return undefined;
  const { outcome } = step;
  if (outcome.end === "unknown") return undefined;
  if (outcome.end === "fail") return REFUSED[outcome.reason];
  if (step.kind === "command") return takesFrom(step.request.command);
  const { reservation } = outcome;
  if (reservation === undefined) return undefined;
  const isOpen = reservation.state === "HELD" || reservation.state === "EXPIRED";
  return step.kind === "question" && isOpen ? ["held", "lapsed"] : TOLD[reservation.state];
}

const TOLD: Readonly<Record<State, readonly Status[]>> = {
  HELD: ["held"],
  EXPIRED: ["lapsed"],
  FULFILLED: ["sold"],
  RELEASED: ["released"],
  COMMITTED: [],
};

const REFUSED: Readonly<Record<string, readonly Status[]>> = {
  RESERVATION_EXPIRED: ["lapsed"],
  RESERVATION_CLOSED: ["sold", "released"],
};

/** What the reservation is before a command that was carried out. */
function takesFrom(
  command: Extract<AnyStep, { kind: "command" }>["request"]["command"],
): readonly Status[] | undefined {
  switch (command.kind) {
    case "release":
    case "extend":
      return ["held"];
    case "commit":
      return command.reacquire ? ["held", "lapsed"] : ["held"];
    case "reserve":
    case "sell":
      return ["none"];
    case "receive":
    case "adjust":
      return undefined;
    default:
      throw new Error(`no fate for ${String(command satisfies never)}`);
  }
}
