/** So many units of a SKU. */
export interface Units {
  readonly sku: string;
  readonly quantity: number;
}

interface Receive {
  readonly kind: "receive";
  readonly requestId: string;
  readonly lines: readonly Units[];
}

interface Adjust {
  readonly kind: "adjust";
  readonly requestId: string;
  readonly sku: string;
  readonly delta: number;
  /** What the caller believes is on hand; null: says nothing about it. */
  readonly expected: number | null;
}

interface Reserve {
  readonly kind: "reserve";
  readonly requestId: string;
  /** Each SKU once. */
  readonly lines: readonly Units[];
  /** Null: without end. */
  readonly ttlMs: number | null;
  readonly partial: boolean;
}

interface Sell {
  readonly kind: "sell";
  readonly requestId: string;
  readonly lines: readonly Units[];
  readonly partial: boolean;
}

interface Commit {
  readonly kind: "commit";
  readonly requestId: string;
  readonly reservationId: string;
  readonly reacquire: boolean;
}

interface Release {
  readonly kind: "release";
  readonly requestId: string;
  readonly reservationId: string;
}

interface Extend {
  readonly kind: "extend";
  readonly requestId: string;
  readonly reservationId: string;
  readonly ttlMs: number;
}

/** What may change stock. Commit and release take the whole reservation. */
export type Command = Receive | Adjust | Reserve | Sell | Commit | Release | Extend;

/** What changes nothing. All SKUs of one question are answered as of one moment. */
export type Question =
  | { readonly kind: "availability"; readonly skus: readonly string[] }
  | { readonly kind: "reservation"; readonly reservationId: string };

export type Asked = Command | Question;

export type State = "HELD" | "COMMITTED" | "FULFILLED" | "RELEASED" | "EXPIRED";

export interface ToldStock {
  readonly sku: string;
  readonly onHand: number;
  /** As booked: a lapsed hold that nobody has swept yet is in it. */
  readonly held: number;
  readonly shortfall: number;
}

export interface ToldAvailability extends ToldStock {
  readonly available: number;
}

export interface ToldReservation {
  readonly id: string;
  readonly state: State;
  /** Milliseconds since 1970, by the database's clock; null: never. */
  readonly endsAt: number | null;
  readonly lines: readonly {
    readonly sku: string;
    readonly granted: number;
    readonly held: number;
    readonly fulfilled: number;
  }[];
}

export interface Short {
  /** From 1. */
  readonly line: number;
  readonly available: number;
}

/** What came of a call, as its caller knows it. */
export type Outcome =
  | {
      readonly end: "ok";
      /** The answer said that it was one to a repeat. */
      readonly replay: boolean;
      readonly stock?: readonly ToldStock[];
      readonly availability?: readonly ToldAvailability[];
      readonly reservation?: ToldReservation;
    }
  | {
      /** Refused: the answer says that nothing has happened. */
      readonly end: "fail";
      readonly reason: string;
      readonly short?: readonly Short[];
      readonly onHand?: number;
    }
  /** It may have happened at any time since it was asked, may still happen, or never. */
  | { readonly end: "unknown"; readonly reason: string };

/** One call. Times are milliseconds on the recording process's monotonic clock. */
export interface Call {
  readonly caller: number;
  readonly asked: Asked;
  /** Read before the call was made. */
  readonly invokedAt: number;
  /** Read after its answer had arrived; null: none ever did. */
  readonly answeredAt: number | null;
  readonly outcome: Outcome;
}

/** What concurrent callers asked and were told. */
export interface History {
  /** The wall clock's milliseconds since 1970 at the zero of the calls' clock. */
  readonly epochMs: number;
  /** By how much the database's clock and `epochMs` may differ. */
  readonly slackMs: number;
  readonly calls: readonly Call[];
}

/** Does the call change nothing? */
export function isQuestion(asked: Asked): asked is Question {
  return asked.kind === "availability" || asked.kind === "reservation";
}

/** One JSON object a line: the clocks, then a call each. */
export function formatHistory({ calls, ...clocks }: History): string {
  return [clocks, ...calls].map((line) => `${JSON.stringify(line)}\n`).join("");
}

export function parseHistory(text: string): History {
  const [clocks, ...calls] = text.split("\n").filter(Boolean);
  const { epochMs, slackMs } = JSON.parse(clocks ?? "{}") as Partial<History>;
  if (epochMs === undefined || slackMs === undefined) {
    throw new Error("not a history: its first line must tell epochMs and slackMs");
  }
  return { epochMs, slackMs, calls: calls.map((line) => JSON.parse(line) as Call) };
}
