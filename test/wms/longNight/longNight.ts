import { setTimeout as sleep } from "node:timers/promises";

import { verify } from "../../../src/store/verify/verify.ts";
import { Dice } from "../model/random.ts";
import { BooksReader } from "./books.ts";
import { Callers, type CallersTally, sumOf } from "./callers.ts";
import { CELLS, type LongNightOptions, OWNERS, QUOTA, RUN_EVERY_MS, TROUBLE } from "./options.ts";
import { Foul, Referee } from "./referee.ts";
import { people } from "./people.ts";
import { busiestWindow, type OwnersBooks, wrongAtRest } from "./rest.ts";
import { openStage, type Owner, type Stage } from "./stage.ts";

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
  /** Deliveries of webhooks that were taken. */
  readonly delivered: number;
  readonly kills: number;
  readonly freezes: number;
}

/** An owner of goods, who looks after his orders, and who looks after his books. */
interface Desk {
  readonly owner: string;
  readonly reader: BooksReader;
  readonly referee: Referee;
  readonly callers: Callers;
}

/** For each owner. */
const CALLERS = 3;
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
  readonly #wrong: string[] = [];
  #desks: readonly Desk[] = [];
  #kills = 0;
  #freezes = 0;
  #isOver = false;

  constructor(options: LongNightOptions, stage: Stage) {
    this.#options = options;
    this.#stage = stage;
  }

  async play(): Promise<LongNightReport> {
    const { hours, speed, say } = this.#options;
    this.#desks = await Promise.all(this.#stage.owners.map((owner, at) => this.#open(owner, at)));
    try {
      await Promise.all(this.#desks.map(firstWalk));
      this.#stage.trouble(TROUBLE);
      const callers = this.#desks.flatMap((desk) => Array.from({ length: CALLERS }, () => desk));
      const busy = [
        ...callers.map((desk) => desk.callers.run()),
        people(this.#stage, this.#options, () => this.#isOver),
        this.#mishaps(),
      ];
      await this.#watch((hours * HOUR_MS) / speed);
      this.#goHome();
      await Promise.all(busy);
      say("everybody has gone home; waiting for rest");
      await this.#rest();
    } finally {
      this.#goHome();
      for (const { reader } of this.#desks) await reader.close();
    }
    return await this.#report();
  }

  async #open({ owner, tenantId, clients }: Owner, at: number): Promise<Desk> {
    const { seed, speed } = this.#options;
    const dice = new Dice(seed + 1 + 1_000 * at);
    return {
      owner,
      reader: await BooksReader.open(this.#stage.url, tenantId),
      referee: new Referee(owner, this.#stage),
      callers: new Callers(clients, dice, (3 * 60_000) / speed),
    };
  }

  #goHome(): void {
    this.#isOver = true;
    for (const { callers } of this.#desks) callers.end();
  }

  async #watch(forMs: number): Promise<void> {
    const endsAt = performance.now() + forMs;
    while (performance.now() < endsAt && this.#wrong.length === 0) {
      await this.#lookAtAll();
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #lookAtAll(): Promise<OwnersBooks[]> {
    const all: OwnersBooks[] = [];
    for (const { owner, reader, referee } of this.#desks) {
      try {
        all.push({ owner, books: await referee.look(() => reader.read()) });
      } catch (error) {
        if (!(error instanceof Foul)) throw error;
        this.#wrong.push(error.message);
      }
    }
    return all;
  }

  async #rest(): Promise<void> {
    const { world } = this.#stage;
    this.#stage.trouble(null);
    for (const cell of world.truth().cells)
      if (cell.free < 0) world.happen("found", cell, -cell.free);
    let wrong: string[] = [];
    const endsAt = performance.now() + (QUIET_RUNS * RUN_EVERY_MS) / this.#options.speed + 10_000;
    while (performance.now() < endsAt) {
      wrong = [...wrongAtRest(await this.#lookAtAll(), world)];
      if (wrong.length === 0 || this.#wrong.length > 0) break;
      await sleep(200);
    }
    this.#wrong.push(...wrong);
  }

  /** Now and then a replica is frozen for a while, or killed and another takes its place. */
  async #mishaps(): Promise<void> {
    const dice = new Dice(this.#options.seed + 3);
    while (!this.#isOver) {
      await sleep(2_000 + dice.next() * 6_000);
      if (this.#isOver || this.#options.replicas < 2) continue;
      const victim = dice.between(0, this.#options.replicas - 1);
      if (dice.chance(0.5)) {
        await this.#stage.freeze(victim, dice.between(100, 3_000));
        this.#freezes += 1;
      } else {
        await this.#stage.kill(victim);
        this.#kills += 1;
      }
    }
  }

  async #report(): Promise<LongNightReport> {
    const { url, requests, world } = this.#stage;
    const { differences } = await verify({ url });
    const wrong = [...this.#wrong, ...differences.map((found) => JSON.stringify(found))];
    const busiest = busiestWindow(requests, QUOTA.windowMs);
    if (busiest > QUOTA.requests)
      wrong.push(`${busiest} requests in a window, ${QUOTA.requests} are permitted`);
    const callers = sumOf(this.#desks.map((desk) => desk.callers.tally));
    if (callers.failed > 0) wrong.push("a caller got no answer at all");
    return {
      wrong,
      callers,
      looks: this.#desks.reduce((looks, { referee }) => looks + referee.looks, 0),
      runs: world.lastRun,
      orders: world.truth().orders.length,
      requests: requests.length,
      busiest,
      delivered: this.#stage.delivered(),
      kills: this.#kills,
      freezes: this.#freezes,
    };
  }
}

/** Nothing can be promised before the first walk. */
async function firstWalk({ reader, owner }: Desk): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { wmsRows } = await reader.read();
    const seen = [...wmsRows.values()].filter(({ sight }) => sight !== null);
    if (seen.length === CELLS.length / OWNERS.length) return;
    await sleep(50);
  }
  throw new Error(`the stock of ${owner} was not walked`);
}
