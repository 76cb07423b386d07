import { setTimeout as sleep } from "node:timers/promises";

import type { Chance } from "./chance.ts";
import type { KillableServer } from "./killableServer.ts";
import type { Scene } from "./scene.ts";

/** Everything that is killed, in the order in which rounds take turns. */
export const STRIKES = [
  "PostgreSQL",
  "server A",
  "PostgreSQL while a server starts",
  "server B",
  "everything",
  "both servers",
] as const;

export type Strike = (typeof STRIKES)[number];

/** Told when PostgreSQL takes connections again. */
export type OnBack = () => void;

/** Kills at once, waits a moment, and starts again what was killed. Resolves when all of it runs. */
export async function strike(
  what: Strike,
  scene: Scene,
  chance: Chance,
  onBack: OnBack,
): Promise<void> {
  const { servers } = scene;
  const [a, b] = servers;
  const pause = (msMax: number): Promise<void> => sleep(chance.below(msMax));
  const postgres = async (): Promise<void> => {
    await scene.postgres.kill();
    await pause(300);
    await scene.postgres.start();
    onBack();
  };
  const server = async (one: KillableServer): Promise<void> => {
    await one.kill();
    await pause(200);
    await one.start();
  };
  switch (what) {
    case "PostgreSQL":
      return await postgres();
    case "PostgreSQL while a server starts": {
      const one = chance.pick(servers) ?? a;
      await one.kill();
      await Promise.all([one.start(), pause(1_000).then(postgres)]);
      return undefined;
    }
    case "server A":
      return await server(a);
    case "server B":
      return await server(b);
    case "both servers":
      await Promise.all([a, b].map((one) => pause(30).then(() => server(one))));
      return undefined;
    case "everything":
      await Promise.all([
        ...[a, b].map((one) => pause(30).then(() => server(one))),
        pause(30).then(postgres),
      ]);
      return undefined;
    default:
      throw new Error(`no such strike: ${String(what satisfies never)}`);
  }
}
