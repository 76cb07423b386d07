import { expect, test } from "@jest/globals";

import { type Endurance, endure } from "../../bench/endurance/endure.ts";
import { judge } from "../../bench/endurance/judge.ts";
import type { Audit } from "../../bench/support/audit.ts";

const MB = 1024 * 1024;

const steady: Endurance = {
  laps: Array.from({ length: 10 }, (_, index) => ({
    done: (index + 1) * 100,
    perSecond: 2_000,
    resident: 300 * MB,
    serverMicros: 100,
    postgresMicros: 100,
  })),
  failed: 0,
};

const clean: Audit = {
  ms: 30_000,
  isClean: true,
  told: "",
  processBytes: 140 * MB,
  databaseBytes: 0,
};

test("a long run that stays as it was passes", () => {
  expect(judge(steady, clean).filter(({ isGood }) => !isGood)).toEqual([]);
});

test.each([
  ["memory of the server", changed({ resident: 361 * MB }), clean],
  ["rate", changed({ perSecond: 1_799 }), clean],
  ["orders that failed", { ...steady, failed: 1 }, clean],
  ["the books balance", steady, { ...clean, isClean: false }],
  ["time of the audit", steady, { ...clean, ms: 60_000 }],
  ["memory of the audit", steady, { ...clean, processBytes: 257 * MB }],
])("a long run fails when one thing is bad, and for nothing else: %s", (what, endurance, audit) => {
  const bad = judge(endurance, audit).filter(({ isGood }) => !isGood);

  expect(bad.map((judged) => judged.what)).toEqual([expect.stringContaining(what)]);
});

test("every order is made once, each tenth is told, and those that fail are counted", async () => {
  const made: number[] = [];
  let told = 0;
  const cycle = async (index: number): Promise<void> => {
    made.push(index);
    await Promise.resolve();
    if (index % 50 === 7) throw new Error("no");
  };

  const pids = { serverPid: process.pid, postgresPid: process.pid };
  const onLap = (): number => (told += 1);
  const { laps, failed } = await endure({ cycle, reservations: 200, callers: 8, ...pids, onLap });

  expect(made.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  expect(laps.map(({ done }) => done)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
  expect(told).toBe(10);
  expect(failed).toBe(4);
});

/** The same run with another last tenth. */
function changed(last: Partial<Endurance["laps"][number]>): Endurance {
  const laps = steady.laps.map((lap, index) => (index === 9 ? { ...lap, ...last } : lap));
  return { ...steady, laps };
}
