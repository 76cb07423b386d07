import { playRound, type Round } from "./round.ts";
import { openScene, type Scene } from "./scene.ts";

export interface RoundsOptions {
  readonly rounds: number;
  /** Of the first round; each later one has the next number. */
  readonly seed: number;
  /** Of each of three shops. Default: 24. */
  readonly callers?: number;
  /** Told of each round when it is over. */
  readonly onRound?: (round: Round, number: number) => void;
  /** Told where it is going to play, so that this can be cleared away. */
  readonly onScene?: (opening: Promise<Scene>) => void;
}

/** Rounds on one PostgreSQL: with more of them the sweepers' tour of all tenants would be most of the load. */
const ROUNDS_PER_SCENE = 10;

/** Plays rounds until one is not clean. @returns those that were played; only the last one may have findings */
export async function playRounds(options: RoundsOptions): Promise<Round[]> {
  const played: Round[] = [];
  while (played.length < options.rounds) {
    const rounds = Math.min(ROUNDS_PER_SCENE, options.rounds - played.length);
    await playScene(options, rounds, played);
    if ((played.at(-1)?.findings.length ?? 0) > 0) break;
  }
  return played;
}

async function playScene(options: RoundsOptions, rounds: number, played: Round[]): Promise<void> {
  const opening = openScene();
  options.onScene?.(opening);
  const scene = await opening;
  try {
    for (let left = rounds; left > 0; left -= 1) {
      const round = await playRound(scene, options.seed + played.length, options.callers);
      played.push(round);
      options.onRound?.(round, played.length);
      if (round.findings.length > 0) return;
    }
  } finally {
    await scene.close();
  }
}

/** The one command that plays a round again. */
export function commandFor({ seed }: Pick<Round, "seed">): string {
  return `npm run crash -- --rounds 1 --seed ${seed}`;
}
