import type { PlayedRound } from "./referee/played.ts";
import type { Round } from "./steps/step.ts";

/** Counts what a simulation has seen. */
export interface Tally {
  add(round: Round, played: PlayedRound): void;
  readonly steps: number;
  /** How often each thing was seen, by name. */
  counts(): ReadonlyMap<string, number>;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  let steps = 0;
  const count = (name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by);
  return {
    get steps() {
      return steps;
    },
    counts: () => new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    add: (round, { commands, back, touches }) => {
      steps += round.length;
      for (const { kind } of round) count(`step ${kind}`);
      for (const { command, heard } of commands) {
        const { outcome, unknown } = heard;
        if ("refused" in outcome) count(`refused ${outcome.refused}`);
        else if (outcome.replayed) count("answered as a replay");
        else count(command.dry ? "rehearsed" : `granted ${command.kind}`);
        for (const said of unknown) count(`unknown ${said.replaceAll(/\d+/g, "#")}`);
      }
      for (const { kind, source } of back.entries) {
        if (source !== "api") count(`entry ${kind} by ${source}`);
      }
      count("rows written by the operator", touches.length);
    },
  };
}
