import { setTimeout as sleep } from "node:timers/promises";

import { verify } from "../../../src/store/verify/verify.ts";
import { Dice } from "../model/random.ts";
import { BooksReader, type BooksNow } from "./books.ts";
import { Callers, type CallersTally } from "./callers.ts";
import { CELLS, type LongNightOptions, QUOTA, RUN_EVERY_MS, TROUBLE } from "./options.ts";
import { Foul, Referee } from "./referee.ts";
import { busiestWindow, wrongAtRest } from "./rest.ts";
import { openStage, type Stage } from "./stage.ts";

/** What a night came to. */
export interface LongNightReport {
  /** Empty: everything was as it should be. */
  readonly wrong: readonly string[];
  readonly callers: CallersTally;
  readonly looks: number;
  readonly runs: number;
  readonly orders: number;
  readonly requests: number;
  readonly busiest: number;
  readonly kills: number;
}

const CALLERS = 4;
const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 40;

/** After the last order everything must come to rest within so many runs. */
const QUIET_RUNS = 40;

/** Plays hours of a warehouse, a shop and its replicas, with everything going wrong that can, and a referee. */
export async function playLongNight(
  options: LongNightOptions & { readonly url: string },
): Promise<LongNightReport> {
  const stage = await openStage(options);
  try {
    return await new LongNight(options, stage).play();
  } finally {
    await stage.close();
  }
}

class LongNight {
  readonly #options: LongNightOptions;
  readonly #stage: Stage;
  readonly #callers: Callers;
  readonly #referee: Referee;
  readonly #wrong: string[] = [];
  #kills = 0;
  #isOver = false;

  constructor(options: LongNightOptions, stage: Stage) {
    this.#options = options;
    this.#stage = stage;
    const { world, worldTimeOf, dialect } = stage;
    this.#referee = new Referee(world, options.dialect, dialect, worldTimeOf);
    const pauseMs = (3 * 60_000) / options.speed;
    this.#callers = new Callers(() => stage.clients(), new Dice(options.seed + 1), pauseMs);
  }

  async play(): Promise<LongNightReport> {
    const { hours, speed, say } = this.#options;
    const reader = await BooksReader.open(this.#stage.url, this.#stage.tenantId);
    try {
      await this.#firstWalk(reader);
      this.#stage.trouble(TROUBLE);
      const busy = [
        ...Array.from({ length: CALLERS }, () => this.#callers.run()),
        this.#people(),
        this.#mishaps(),
      ];
      await this.#watch(reader, (hours * HOUR_MS) / speed);
      this.#isOver = true;
      this.#callers.end();
      await Promise.all(busy);
      say("everybody has gone home; waiting for rest");
      await this.#rest(reader);
    } finally {
      this.#isOver = true;
      this.#callers.end();
      await reader.close();
    }
    return await this.#report();
  }

  /** Nothing can be promised before the first walk. */
  async #firstWalk(reader: BooksReader): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      const { wmsRows } = await reader.read();
      const rows = [...wmsRows.values()];
      if (rows.length > 0 && rows.every(({ sight }) => sight !== null)) return;
      await sleep(50);
    }
    throw new Error("the stock was not walked");
  }

  async #watch(reader: BooksReader, forMs: number): Promise<void> {
    const endsAt = performance.now() + forMs;
    while (performance.now() < endsAt && this.#wrong.length === 0) {
      this.#look(await reader.read());
      await sleep(LOOK_EVERY_MS);
    }
  }

  #look(books: BooksNow): void {
    try {
      this.#referee.look(books);
    } catch (error) {
      if (!(error instanceof Foul)) throw error;
      this.#wrong.push(error.message);
    }
  }

  async #rest(reader: BooksReader): Promise<void> {
    const { world } = this.#stage;
    this.#stage.trouble(null);
    for (const cell of world.truth().cells)
      if (cell.free < 0) world.happen("found", cell, -cell.free);
    let wrong: string[] = [];
    const endsAt = performance.now() + (QUIET_RUNS * RUN_EVERY_MS) / this.#options.speed + 10_000;
    while (performance.now() < endsAt) {
      const books = await reader.read();
      this.#look(books);
      wrong = [...wrongAtRest(books, world)];
      if (wrong.length === 0 || this.#wrong.length > 0) break;
      await sleep(200);
    }
    this.#wrong.push(...wrong);
  }

  /** People who receive, lose, damage and find units. */
  async #people(): Promise<void> {
    const dice = new Dice(this.#options.seed + 2);
    const kinds = [
      "receipt",
      "receipt",
      "return",
      "loss",
      "loss",
      "damage",
      "found",
      "repair",
    ] as const;
    while (!this.#isOver) {
      await sleep((dice.next() * 40 * 60_000) / this.#options.speed);
      const unseenMs = dice.chance(0.5) ? dice.between(0, 40 * 60_000) : 0;
      this.#stage.world.happen(dice.pick(kinds), dice.pick(CELLS), dice.between(1, 5), unseenMs);
    }
  }

  /** Now and then a replica is killed, and another takes its place. */
  async #mishaps(): Promise<void> {
    const dice = new Dice(this.#options.seed + 3);
    while (!this.#isOver) {
      await sleep(2_000 + dice.next() * 6_000);
      if (this.#isOver || this.#options.replicas < 2) continue;
      await this.#stage.kill(dice.between(0, this.#options.replicas - 1));
      this.#kills += 1;
    }
  }

  async #report(): Promise<LongNightReport> {
    const { url, requests, world } = this.#stage;
    const { differences } = await verify({ url });
    const wrong = [...this.#wrong, ...differences.map((found) => JSON.stringify(found))];
    const busiest = busiestWindow(requests, QUOTA.windowMs);
    if (busiest > QUOTA.requests)
      wrong.push(`${busiest} requests in a window, ${QUOTA.requests} are permitted`);
    if (this.#callers.tally.failed > 0) wrong.push("a caller got no answer at all");
    return {
      wrong,
      callers: this.#callers.tally,
      looks: this.#referee.looks,
      runs: world.lastRun,
      orders: world.truth().orders.length,
      requests: requests.length,
      busiest,
      kills: this.#kills,
    };
  }
}
