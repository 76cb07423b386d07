import { expect, test } from "@jest/globals";

import { holdfast } from "../support/cli.ts";

test("the tale of the last lamps ends as it is told", async () => {
  // Whatever is set elsewhere: the tale brings everything it needs.
  const settings = { DATABASE_URL: "postgresql://127.0.0.1:1/none", HOLDFAST_GRPC_PORT: "1" };

  const { code, stdout, stderr } = await holdfast(["demo"], settings);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.match(/: HELD after/g)).toHaveLength(2);
  expect(stdout.match(/, INSUFFICIENT_STOCK, 2 asked, 1 left/g)).toHaveLength(1);
  for (const line of [
    "warehouse shows 3, has 1 order              Holdfast: on hand 3, committed 2, available 1",
    "3 - 2 = 1 on both sides: deducted once.",
    "warehouse shows 0, has 3 orders             Holdfast: on hand 1, committed 1, available 0",
    "warehouse shows 3, 1 damaged, has 4 orders  Holdfast: on hand 4, unallocatable 1, held 3,",
  ]) {
    expect(stdout).toContain(line);
  }
  expect(stdout).toMatch(/The books balance, and \d+ numbers were as told\.\n$/);
}, 90_000);
