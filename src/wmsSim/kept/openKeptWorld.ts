import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";

import type { World, WorldOptions } from "../world/world.ts";
import { BadWorldFile } from "./badWorldFile.ts";
import { KeptWorld } from "./keptWorld.ts";
import { headOf, lineOf, optionsOf, redo } from "./line.ts";

/** A world that goes on where it ended. */
export interface Kept {
  readonly world: World;
  /** Real time that has passed since it was last written down. 0: it begins. */
  readonly awayMs: number;
  /** Writes down how late it is. */
  close(): void;
}

/**
 * Opens the world that a file tells, or begins one in it. The file has how the world began and everything that was done
 * to it since, a line each: the same calls at the same moments make the same world. Each line is on disk before it is
 * done, so that nobody is told of anything that a crash takes back. One process at a time.
 *
 * @param options of a world that begins: one that is there has its own. Unless said otherwise it counts runs and events
 * from the second in which it begins, so that it repeats no number of a world whose file was lost
 * @throws {BadWorldFile}
 */
export function openKeptWorld(file: string, options: WorldOptions): Kept {
  try {
    const text = existsSync(file) ? wholeLines(file) : "";
    return text === "" ? begin(file, options) : goOn(file, text);
  } catch (error) {
    if (!(Error.isError(error) && "code" in error)) throw error;
    throw new BadWorldFile(`${file} cannot be read and written (${String(error.code)})`);
  }
}

function begin(file: string, options: WorldOptions): Kept {
  const countFrom = options.countFrom ?? Math.floor(Date.now() / 1_000);
  const begun = { ...options, countFrom };
  const world = new KeptWorld(begun);
  writeFileSync(file, headOf(begun), { flush: true });
  keepIn(file, world);
  world.note();
  return { world, awayMs: 0, close: () => world.note() };
}

function goOn(file: string, text: string): Kept {
  const { world, lastReal } = read(file, text);
  keepIn(file, world);
  return { world, awayMs: Math.max(0, Date.now() - lastReal), close: () => world.note() };
}

function keepIn(file: string, world: KeptWorld): void {
  world.tell((done) => {
    const line = { at: world.now, real: Date.now(), ...done };
    appendFileSync(file, `${JSON.stringify(line)}\n`, { flush: true });
  });
}

function read(file: string, text: string): { world: KeptWorld; lastReal: number } {
  const [first = "", ...rest] = text.split("\n").slice(0, -1);
  const options = optionsOf(first);
  if (options === undefined) throw badLine(file, 1);
  const world = new KeptWorld(options);
  let lastReal = Date.now();
  for (const [index, each] of rest.entries()) {
    const line = lineOf(each);
    if (line === undefined) throw badLine(file, index + 2);
    try {
      redo(world, line);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    lastReal = line.real;
  }
  return { world, lastReal };
}

/** The file without a last line that was cut off: whatever it told was not done. */
function wholeLines(file: string): string {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(file, end);
  return bytes.subarray(0, end).toString("utf8");
}

function badLine(file: string, number: number): BadWorldFile {
  return new BadWorldFile(
    `${file} tells of no world: line ${number} cannot be read; move it away to begin a new one`,
  );
}
