import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "@jest/globals";

import { BadWorldFile } from "../../src/wmsSim/kept/badWorldFile.ts";
import { openKeptWorld } from "../../src/wmsSim/kept/openKeptWorld.ts";
import { Random } from "../../src/wmsSim/random.ts";
import type { SimHappening, World, WorldOptions } from "../../src/wmsSim/world/world.ts";
import { afterwards } from "../support/afterwards.ts";
import { DIALECTS } from "./support/dialects.ts";
import { ask, place, running } from "./support/running.ts";
import { cell, MINUTE, order, PLAIN, walk } from "./support/warehouse.ts";

const STOCK = ["9 SOCK", "20 MILK #A", "20 MILK #B"];
const KINDS: readonly SimHappening[] = ["receipt", "return", "loss", "damage", "found", "repair"];

test.each(DIALECTS)("a world that is opened again is the same in everything (%s)", async (_, d) => {
  const file = await emptyFile();
  const first = openKeptWorld(file, { ...options(), dialect: d, takeBackChance: 0.2 });
  const random = new Random(5);
  for (let step = 0; step < 400; step += 1) act(first.world, random, step);
  first.close();

  const { world } = openKeptWorld(file, options());

  expect(world.options).toMatchObject(first.world.options);
  expect(tellAll(world)).toEqual(tellAll(first.world));
  // What comes is the same as well: chance goes on where it was.
  const later = world.now + 90 * MINUTE;
  for (const each of [world, first.world]) each.advanceTo(later);
  expect(tellAll(world)).toEqual(tellAll(first.world));
});

test("its time passes while it is away, as fast as it does otherwise", async () => {
  const keepIn = await emptyFile();
  const clockless = { speed: 60, startAt: Date.now(), runEveryMs: MINUTE, keepIn };
  const first = await running(["3 SOCK"], clockless);
  await place(first, "A-1", "2 SOCK");
  await first.stop();
  const stoppedAt = first.world.now;

  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const second = await running(["3 SOCK"], clockless);

  expect(second.world.now - stoppedAt).toBeGreaterThanOrEqual(2 * MINUTE);
  expect(second.world.lastRun).toBeGreaterThan(first.world.lastRun);
  expect((await ask(second, "GET /v1/stock")).body).toMatchObject({ lines: [{ orderable: 1 }] });
  expect((await place(second, "A-1", "2 SOCK")).status).toBe(200);
});

test("what was cut off by a crash was not done, and the world goes on before it", async () => {
  const file = await emptyFile();
  const { world } = openKeptWorld(file, options());
  order(world, "A-1", "1 SOCK");
  const whole = await readFile(file, "utf8");
  await appendFile(file, '{"at":1,"real":1,"did":"pla');

  const { world: again } = openKeptWorld(file, options());

  expect(again.truth()).toEqual(world.truth());
  expect(await readFile(file, "utf8")).toBe(whole);
  order(again, "A-2", "1 SOCK");
  expect(openKeptWorld(file, options()).world.truth()).toEqual(again.truth());
});

test("a file that ended before its first line was written begins a world", async () => {
  const file = await emptyFile();
  await writeFile(file, '{"wmsSim":1,"opt');
  expect(openKeptWorld(file, options()).world.truth().cells).toHaveLength(STOCK.length);
});

test.each([
  ["no world", "hello\n", "line 1"],
  ["another kind of line", '{"wmsSim":2}\n', "line 1"],
])("a file that tells %s is left as it is", async (_, text, sentence) => {
  const file = await emptyFile();
  await writeFile(file, text);
  expect(() => openKeptWorld(file, options())).toThrow(BadWorldFile);
  expect(() => openKeptWorld(file, options())).toThrow(sentence);
  expect(await readFile(file, "utf8")).toBe(text);
});

test("a bad line in the middle is told by its number", async () => {
  const file = await emptyFile();
  const { world } = openKeptWorld(file, options());
  await appendFile(file, '{"did":"dance"}\n');
  order(world, "A-1", "1 SOCK");
  expect(() => openKeptWorld(file, options())).toThrow("line 3 cannot be read; move it away");
});

test("a folder that is not there is told", () => {
  expect(() => openKeptWorld("/nowhere/world", options())).toThrow("cannot be read and written");
});

test("a world that takes the place of a lost one repeats none of its numbers", async () => {
  const file = await emptyFile();
  const { world: lost } = openKeptWorld(file, { ...options(), countFrom: 1_000 });
  for (let times = 0; times < 3; times += 1) lost.happen("receipt", cell("SOCK"), 1);
  lost.startRun();
  const { next: cursor } = lost.eventsSince(null, 10);
  await rm(file);

  const { world } = openKeptWorld(file, options());
  world.happen("receipt", cell("SOCK"), 1);

  expect(world.page(null).run ?? 0).toBeGreaterThan(lost.page(null).run ?? 0);
  expect(world.page(null).posted ?? 0).toBeGreaterThan(lost.page(null).posted ?? 0);
  const { events } = world.eventsSince(cursor, 10);
  expect(events).toMatchObject([{ reason: "receipt" }]);
  const known = new Set(lost.eventsSince(null, 10).events.map(({ id }) => id));
  expect(events.some(({ id }) => known.has(id))).toBe(false);
});

function options(): WorldOptions {
  return {
    seed: 7,
    dialect: PLAIN,
    startAt: 0,
    runEveryMs: 15 * MINUTE,
    cells: STOCK.map((said) => ({ ...cell(said), orderable: Number.parseInt(said, 10) })),
    pageSize: 2,
    closeShortAfterRuns: 3,
    shipAfterMs: 20 * MINUTE,
  };
}

async function emptyFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wms-sim-"));
  afterwards(() => rm(folder, { recursive: true }));
  return path.join(folder, "world.jsonl");
}

function act(world: World, random: Random, step: number): void {
  world.advanceTo(world.now + random.between(0, 4 * MINUTE));
  const where = cell(random.pick(STOCK) ?? "");
  const choice = random.next();
  if (choice < 0.4) order(world, `A-${step}`, `${random.between(1, 4)} ${where.sku}`);
  else if (choice < 0.6) {
    const lines = [{ line: 1, quantity: random.between(1, 4) }];
    world.cancelOrder({ reference: `A-${random.between(0, step)}`, lines });
  } else if (choice < 0.9) {
    const later = random.chance(0.5) ? random.between(1, 30 * MINUTE) : 0;
    const hold = random.chance(0.2) ? "Q-1" : undefined;
    world.happen(random.pick(KINDS) ?? "found", where, random.between(1, 6), later, hold);
  } else if (choice < 0.95) world.startRun();
}

/** Everything that the world tells, to a referee too. */
function tellAll(world: World): unknown {
  const truth = world.truth();
  const references = truth.orders.map(({ reference }) => reference);
  return {
    now: world.now,
    truth,
    lines: walk(world).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    states: world.orderStates(references),
    events: world.eventsSince(null, 100_000).events,
    run: world.lastRun,
  };
}
