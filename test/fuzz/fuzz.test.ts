import { readdirSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { type Arena, openArena } from "./arena.ts";
import { complaintOf } from "./explain.ts";
import { KINDS } from "./input.ts";
import { load } from "./inputFile.ts";
import { type Report, run } from "./run.ts";

const REGRESSIONS = path.join(import.meta.dirname, "regressions");
/** A few seconds of what `npm run fuzz` does for minutes. */
const INPUTS = 600;
const TIMEOUT_MS = 120_000;

let arena: Arena;

beforeAll(async () => {
  arena = await openArena();
}, TIMEOUT_MS);

const kept = readdirSync(REGRESSIONS).filter((file) => file.endsWith(".json"));

test.each(kept)("what once did harm does none: %s", async (file) => {
  const { input } = load(path.join(REGRESSIONS, file));

  expect(await complaintOf(arena, input)).toBeUndefined();
});

test(
  "whatever comes in at either door is answered as the contract says, and books only what was accepted",
  async () => {
    const source = { seed: 1, day: new Date().toISOString().slice(0, 10) };
    const before = arena.audit.entries();

    const report = await run(arena, { source, from: 0, inputs: INPUTS, batch: 200, inFlight: 32 });

    const { findings, faults } = report;
    const found = findings.map(({ complaint, input }) => `${input.what}: ${complaint}`);
    expect({ found, faults }).toEqual({ found: [], faults: [] });
    expectVariety(report);
    // Most of what was sent meant harm, but enough of it got as far as the books.
    expect(arena.audit.entries() - before).toBeGreaterThan(INPUTS / 20);
  },
  TIMEOUT_MS,
);

afterAll(async () => {
  expect(await arena.close()).toEqual([]);
}, TIMEOUT_MS);

/** A run in which nothing was tried finds nothing. */
function expectVariety({ tally }: Report): void {
  for (const kind of KINDS) {
    for (const door of ["grpc", "http"]) {
      expect({ kind, door, count: tally.count({ kind, door }) > 0 }).toMatchObject({ count: true });
    }
  }
  const codes = ["OK", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "ALREADY_EXISTS"];
  for (const end of [...codes, "PERMISSION_DENIED", "UNIMPLEMENTED", "RESOURCE_EXHAUSTED"]) {
    expect({ end, count: tally.count({ end }) > 0 }).toMatchObject({ count: true });
  }
}
