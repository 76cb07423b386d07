import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@jest/globals";

import { afterwards } from "../support/afterwards.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { type Call, formatHistory } from "./history.ts";
import { RIGHT } from "./rightStories.ts";
import { historyOf } from "./stories.ts";
import { WRONG } from "./wrongStories.ts";

/** Looks again at a history that was kept. */
async function checkAgain(calls: readonly Call[] = []): Promise<{ file: string; end: object }> {
  const folder = await temporaryFolder();
  afterwards(() => folder.remove());
  const file = path.join(folder.path, "history.jsonl");
  await writeFile(file, formatHistory(historyOf(calls)));
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--conditions=holdfast-source", "scripts/history.ts", "--check", file],
    { cwd: path.resolve(import.meta.dirname, "../.."), encoding: "utf8" },
  );
  return { file, end: { status, stdout } };
}

test("a kept history that is wrong is refused again, with the command that looks at it once more", async () => {
  const { file, end } = await checkAgain(WRONG["a unit is sold twice"]);

  expect(end).toEqual({
    status: 1,
    stdout: expect.stringContaining(`npm run history -- --check ${file}`),
  });
  expect(end).toMatchObject({ stdout: expect.stringContaining("no order explains all answers") });
});

test("a kept history that is right is proven again", async () => {
  const { end } = await checkAgain(RIGHT["a cart is seen whole"]);

  expect(end).toEqual({ status: 0, stdout: expect.stringContaining("Proven") });
});

test("a history of nothing proves nothing", async () => {
  const { end } = await checkAgain([]);

  expect(end).toMatchObject({ status: 1 });
});
