import { readFile } from "node:fs/promises";

import type { WmsDialect } from "../core/wms/dialect.ts";
import { dialectProblems, dialectShape } from "../wms/dialectShape.ts";
import { DIALECTS, type DialectName } from "../wmsSim/dialects.ts";
import { Mistake } from "./mistake.ts";

/** Two runs of a quarter of an hour: for so long a page may be without an event, where nothing numbers the runs. */
const UNSEEN_MS = 1_800_000;

/** Names of dialects that are known. */
export const DIALECT_NAMES = Object.keys(DIALECTS) as readonly DialectName[];

/**
 * The dialect of a name that is known, or of a JSON file.
 *
 * @throws Mistake that says what is wrong
 */
export async function readDialect(nameOrFile: string): Promise<WmsDialect> {
  const name = DIALECT_NAMES.find((known) => known === nameOrFile);
  if (name !== undefined) return preset(name);
  const read = dialectShape.safeParse(await readJson(nameOrFile));
  if (read.success) return read.data;
  const problems = dialectProblems(read.error).map((problem) => `  ${problem}`);
  throw new Mistake(`${nameOrFile} is no dialect:\n${problems.join("\n")}`);
}

function preset(name: DialectName): WmsDialect {
  const dialect = DIALECTS[name];
  const isBlind = dialect.eventsBooked === "atRuns" && !dialect.numberedRuns;
  return { ...dialect, unseenMs: isBlind ? UNSEEN_MS : 0 };
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    const known = DIALECT_NAMES.join(", ");
    throw new Mistake(
      `there is no dialect "${file}", and no such file: choose ${known}, or name a JSON file`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Mistake(`${file} is no JSON: ${Error.isError(error) ? error.message : ""}`);
  }
}
