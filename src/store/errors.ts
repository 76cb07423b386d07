import type { Rejection } from "../core/rejection.ts";

/** The core refused the command. Nothing was changed and the request id was not spent. */
export class CommandRejected extends Error {
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.message);
    this.name = "CommandRejected";
    this.rejection = rejection;
  }
}

/** Too much is waiting already. Nothing was taken. */
export class Overloaded extends Error {
  /** When it is worth asking again. */
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.name = "Overloaded";
    this.retryAfterMs = retryAfterMs;
  }
}

/** The caller's time ran out before the first attempt, or while the outcome was still unknown. */
export class DeadlinePassed extends Error {
  constructor() {
    super("time ran out; the outcome is unknown: repeat the very same call");
    this.name = "DeadlinePassed";
  }
}

/** Others kept changing the same rows past the lane until the tries were used up. */
export class Contention extends Error {
  constructor() {
    super("others kept changing the same rows; repeat the very same call");
    this.name = "Contention";
  }
}

/** The database does not answer; the outcome is unknown. */
export class DatabaseUnavailable extends Error {
  readonly retryAfterMs: number;
  constructor(cause: unknown, retryAfterMs = 1000) {
    super("the database does not answer; repeat the very same call", { cause });
    this.name = "DatabaseUnavailable";
    this.retryAfterMs = retryAfterMs;
  }
}

/** This process is stopping and took nothing. */
export class ShuttingDown extends Error {
  constructor() {
    super("this server is stopping; repeat the very same call, another one will answer");
    this.name = "ShuttingDown";
  }
}
