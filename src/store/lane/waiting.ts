import type { Command } from "../../core/command.ts";
import type { Answer } from "../answer.ts";

/** A command in the lane, and whoever waits for its answer. */
export interface Waiting {
  readonly command: Command;
  /** On the clock of `performance.now()`; looked at once, before the first attempt. */
  readonly deadlineAt: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  /** It has been attempted: from now on its deadline no longer stops it, for it may have happened. */
  attempted: boolean;
}

/** What a caller is told once the batch is committed. */
export type Told =
  | { readonly waiting: Waiting; readonly answer: Answer }
  | { readonly waiting: Waiting; readonly error: Error };

/** What becomes of a command in a batch. */
export type Verdict =
  | Told
  /** It goes on in the next batch, before all others. */
  | { readonly waiting: Waiting; readonly again: true };

/** What a step of a transfer or a count costs that names no lines: it may concern all of them. */
const WHOLE = 500;

/** How many lines a command has: what it costs a batch. */
export function weightOf(command: Command): number {
  const isWhole =
    command.kind === "cancelTransfer" ||
    command.kind === "closeCount" ||
    (command.kind === "shipTransfer" && command.lines.length === 0) ||
    (command.kind === "receiveTransfer" && command.isFinal);
  if (isWhole) return WHOLE;
  return "lines" in command ? Math.max(1, command.lines.length) : 1;
}
