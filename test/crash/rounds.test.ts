import { expect } from "@jest/globals";

import { testUnless } from "../support/testUnless.ts";
import { commandFor, playRounds } from "./rounds.ts";

const notOurs = process.env["DATABASE_URL"]
  ? "DATABASE_URL names a server that is not ours to kill"
  : undefined;

/** Kills PostgreSQL, then server A, then PostgreSQL while a server starts; PostgreSQL both times on a slow disk. */
const SEED = 864;

/** Fewer than the command sends, so that the other tests of a run get their share of the machine. */
const CALLERS = 16;

/** They take some 10 s; a machine with much else to do may need longer. */
const TIMEOUT_MS = 90_000;

testUnless(
  notOurs,
  "whatever is killed under full load, every answer is in the books once and nothing is half there",
  async () => {
    const rounds = await playRounds({ rounds: 3, seed: SEED, callers: CALLERS });

    const found = rounds.filter(({ findings }) => findings.length > 0);
    expect(
      found.map((round) => ({ rerun: commandFor(round), findings: round.findings.slice(0, 20) })),
    ).toEqual([]);
    expect(rounds).toHaveLength(3);
    for (const { answered, entries } of rounds) expect(answered + entries).toBeGreaterThan(200);
    expect(rounds.flatMap(({ recoveriesMs }) => recoveriesMs)).not.toEqual([]);
  },
  TIMEOUT_MS,
);
