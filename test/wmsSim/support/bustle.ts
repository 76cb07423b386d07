import { Random } from "../../../src/wmsSim/random.ts";
import {
  type CellKey,
  type SimDialect,
  type SimHappening,
  World,
} from "../../../src/wmsSim/world/world.ts";

const KINDS: readonly SimHappening[] = ["receipt", "return", "loss", "damage", "found", "repair"];
const SKUS = ["MILK", "SOCK", "TEA"];
const LOTS = [null, "A", "B"];
const RUN_EVERY_MS = 900_000;

/** Units that people brought or took away, by cell. */
export type Tally = Map<string, { initial: number; brought: number; lost: number }>;

/** A world in which a lot goes on, all of it by the seed, and what people did to the stock. */
export function bustle(
  seed: number,
  dialect: SimDialect,
  steps: number,
  onStep: (world: World) => void = () => undefined,
): { world: World; tally: Tally } {
  const random = new Random(seed);
  const cells = SKUS.flatMap((sku) => LOTS.map((lot) => ({ ...key(sku, lot), orderable: 20 })));
  const world = new World({
    seed,
    dialect,
    startAt: 0,
    runEveryMs: RUN_EVERY_MS,
    cells,
    pageSize: 4,
    closeShortAfterRuns: 3,
    shipAfterMs: 1_200_000,
    takeBackChance: 0.2,
  });
  const tally: Tally = new Map();
  for (const cell of cells) tally.set(nameOf(cell), { initial: 20, brought: 0, lost: 0 });
  for (let step = 0; step < steps; step += 1) {
    world.advanceTo(world.now + random.between(0, 200_000));
    act(world, random, step, tally);
    onStep(world);
  }
  return { world, tally };
}

/** Lets everything be found out, returned, booked and shipped that is under way. */
export function settle(world: World, tally: Tally): void {
  for (const cell of world.truth().cells) {
    people(world, tally, "receipt", cell, 1_000, 0);
  }
  for (let run = 0; run < 6; run += 1) {
    world.advanceTo(world.now + 4_000_000);
  }
}

export function nameOf({ sku, lot }: CellKey): string {
  return `${sku}#${lot ?? ""}`;
}

function act(world: World, random: Random, step: number, tally: Tally): void {
  const choice = random.next();
  const cell = key(random.pick(SKUS) ?? "", random.pick(LOTS) ?? null);
  if (choice < 0.45) place(world, random, `A-${step}`, cell);
  else if (choice < 0.6) {
    const lines = [{ line: 1, quantity: random.between(1, 6) }];
    world.cancelOrder({ reference: `A-${random.between(0, step)}`, lines });
  } else if (choice < 0.9) {
    const kind = random.pick(KINDS) ?? "found";
    const later = random.chance(0.5) ? random.between(1, 3_000_000) : 0;
    people(world, tally, kind, cell, random.between(1, 15), later);
  } else if (choice < 0.95) world.startRun();
  else place(world, random, `A-${random.between(0, step)}`, cell);
}

function place(world: World, random: Random, reference: string, { sku, lot }: CellKey): void {
  const pinned = random.chance(0.3) ? lot : null;
  const lines = [
    { line: 1, sku, quantity: random.between(1, 8), lot: pinned },
    { line: 2, sku: random.pick(SKUS) ?? "", quantity: random.between(1, 8), lot: null },
  ];
  world.placeOrder({ reference, warehouse: "W1", owner: "ACME", lines });
}

function people(
  world: World,
  tally: Tally,
  kind: SimHappening,
  cell: CellKey,
  quantity: number,
  discoverAfterMs: number,
): void {
  const units = world.happen(kind, cell, quantity, discoverAfterMs);
  const row = tally.get(nameOf(cell));
  if (row === undefined) throw new Error(`no row for ${nameOf(cell)}`);
  if (kind === "loss") row.lost += units;
  else if (kind !== "damage" && kind !== "repair") row.brought += units;
}

function key(sku: string, lot: string | null): CellKey {
  return { warehouse: "W1", owner: "ACME", sku, lot };
}
