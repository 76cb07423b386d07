import { setTimeout as sleep } from "node:timers/promises";

import { until } from "../support/until.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { findingsOf } from "./findings.ts";
import { startLoad } from "./load/load.ts";
import { openShop, type Shop } from "./load/shops.ts";
import { type Plan, planOf } from "./plan.ts";
import { untilItBooks } from "./probe.ts";
import { countTold, type Counts, NOTHING_COUNTED } from "./counts.ts";
import { repeatSome } from "./load/repeats.ts";
import type { Scene } from "./scene.ts";
import { type Strike, strike } from "./strikes.ts";

/** What one round came to. */
export interface Round extends Plan, Counts {
  readonly seed: number;
  /** How long servers that lived on took to book again once PostgreSQL was back. */
  readonly recoveriesMs: readonly number[];
  /** How often a server gave up starting because its database was away. */
  readonly stillborn: number;
  /** What is wrong; nothing when the round was clean. */
  readonly findings: readonly string[];
  /** When it was not: the last that the servers complained of. */
  readonly said: readonly string[];
}

/** Tenants of a round: each has a lane of its own in both servers. */
const SHOPS = ["a", "b", "c"];
const CALLERS_EACH = 24;

/** No server may need longer than this to book again once its database is back. */
const RECOVERY_MAX_MS = 10_000;

/**
 * Kills servers and PostgreSQL under full load, starts them again, lets callers repeat what they have no answer to,
 * and holds what they were told against the books.
 *
 * @param seed decides what is killed and what callers ask, but not how fast all of them are
 */
export async function playRound(
  scene: Scene,
  seed: number,
  callers = CALLERS_EACH,
): Promise<Round> {
  const chance = chanceOf(seed);
  const plan = planOf(seed, chance);
  const played = await play(scene, { seed, callers, ...plan }, chance).catch(brokenOff);
  const said = scene.servers.map(
    (server) => `server ${server.name} said: ${server.stderr().slice(-SAID_MAX)}`,
  );
  return { seed, ...plan, ...played, said: played.findings.length > 0 ? said : [] };
}

/** So much of it is told, in characters. */
const SAID_MAX = 2_000;

type Played = Omit<Round, "seed" | "said" | keyof Plan>;

function brokenOff(error: unknown): Played {
  const findings = [`the round broke off: ${Error.isError(error) ? error.stack : String(error)}`];
  return { recoveriesMs: [], stillborn: 0, findings, ...NOTHING_COUNTED };
}

async function play(
  scene: Scene,
  { seed, callers, commitMs, strikes }: Plan & Readonly<Record<"seed" | "callers", number>>,
  chance: Chance,
): Promise<Played> {
  const shops = await Promise.all(
    SHOPS.map((letter) =>
      openShop(scene.url, `round-${seed}-${letter}`, ({ adminKey }, caller) =>
        scene.servers[caller % 2 === 0 ? 0 : 1].client(adminKey),
      ),
    ),
  );
  await scene.postgres.slowDown(commitMs);
  const stillbornBefore = stillbornOf(scene);
  const load = startLoad(shops, callers, chance.fork());
  try {
    const recoveriesMs = await storm(scene, shops, strikes, chance);
    expectLife(scene);
    await load.finish();
    await scene.postgres.slowDown(0);
    await repeatSome(shops, chance);
    const { findings, books } = await findingsOf(scene, shops);
    const late = recoveriesMs.filter((ms) => ms > RECOVERY_MAX_MS).map(lateInWords);
    return {
      recoveriesMs,
      stillborn: stillbornOf(scene) - stillbornBefore,
      findings: [...late, ...findings],
      ...countTold(shops, books),
    };
  } finally {
    load.drop();
  }
}

/** A server goes on without its database, and when that is back. */
function expectLife({ servers }: Scene): void {
  for (const { name, pid } of servers) {
    if (pid === 0) throw new Error(`server ${name} ended by itself`);
  }
}

function stillbornOf({ servers }: Scene): number {
  return servers.reduce((sum, { stillborn }) => sum + stillborn, 0);
}

function lateInWords(ms: number): string {
  return `a server booked nothing for ${ms} ms after PostgreSQL was back`;
}

/** Before that many requests nothing is killed: the first ones go to servers that are still cold. */
const WARM_REQUESTS = 150;
const WARM_MAX_MS = 60_000;

function askedIn(shops: readonly Shop[]): number {
  return shops.reduce((sum, { told }) => sum + told.length, 0);
}

/** Strikes at random moments. @returns how long servers that lived through the loss of PostgreSQL took to book again */
async function storm(
  scene: Scene,
  shops: readonly Shop[],
  strikes: readonly Strike[],
  chance: Chance,
): Promise<number[]> {
  const recoveries: Promise<number | undefined>[] = [];
  const onBack = (): void => {
    for (const server of scene.servers.filter(({ pid }) => pid !== 0)) {
      recoveries.push(untilItBooks(scene, server, shops));
    }
  };
  const start = askedIn(shops);
  await until(() => askedIn(shops) >= start + WARM_REQUESTS, WARM_MAX_MS);
  for (const what of strikes) {
    await sleep(100 + chance.below(400));
    await strike(what, scene, chance, onBack);
  }
  const recovered = await Promise.all(recoveries);
  await sleep(chance.below(200));
  return recovered.filter((ms) => ms !== undefined).map(Math.round);
}
