import type { Command } from "../books/command.ts";
import type { ToldAvailability, ToldReservation } from "../books/told.ts";
import type { Touch } from "../stage/operator.ts";
import type { Heard } from "../stage/caller.ts";
import type { ReadBack } from "../stage/readBack.ts";
import type { Told } from "../stage/wire.ts";

/** A command that a caller sent, and what he heard. */
export interface PlayedCommand {
  readonly n: number;
  readonly command: Command;
  readonly heard: Heard<Told>;
}

/** A question and its answer. */
export interface PlayedQuestion {
  readonly what: string;
  /** The reservation that was asked for; null: how much there is of everything. */
  readonly reservationId: string | null;
  readonly heard: Heard<ToldReservation | readonly ToldAvailability[]>;
}

/** All that is known of a round once it is over. */
export interface PlayedRound {
  readonly commands: readonly PlayedCommand[];
  readonly questions: readonly PlayedQuestion[];
  /** Asked when every command was answered: the answers know of all of them. */
  readonly closing: readonly PlayedQuestion[];
  readonly touches: readonly Touch[];
  /** A reply to a COMMIT may have been lost: the service then ran the batch again, and tells the state of then. */
  readonly mayHaveRerun: boolean;
  readonly back: ReadBack;
}

/** Something that the rules do not explain. */
export class Violation extends Error {
  override readonly name = "Violation";
}
