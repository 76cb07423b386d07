import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { cpuMicrosOf } from "../support/cpu.ts";
import { type Memory, memoryOf } from "../support/processMemory.ts";
import type { Stand } from "../support/stand.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const WATCH_MS = 200;

/** How large a warehouse is imported. */
export interface Size {
  readonly items: number;
  readonly locations: number;
}

/** What one file took. */
export interface Taken {
  readonly what: string;
  readonly rows: number;
  readonly ms: number;
  /** CPU seconds. */
  readonly cpu: { readonly server: number; readonly postgres: number; readonly cli: number };
  /** Peak of resident memory, in bytes. */
  readonly memory: { readonly server: number; readonly cli: number };
}

/** Writes the files of a warehouse: every item at every location. */
export async function writeFiles(folder: string, { items, locations }: Size): Promise<void> {
  await writeLines(path.join(folder, "items.csv"), function* () {
    yield "sku,name\n";
    for (let item = 0; item < items; item += 1) yield `${skuOf(item)},Item number ${item}\n`;
  });
  await writeLines(path.join(folder, "locations.csv"), function* () {
    yield "code,kind\n";
    for (let place = 0; place < locations; place += 1) yield `${codeOf(place)},store\n`;
  });
  await writeLines(path.join(folder, "stock.csv"), function* () {
    yield "sku,location,on_hand\n";
    for (let item = 0; item < items; item += 1) {
      for (let place = 0; place < locations; place += 1) {
        yield `${skuOf(item)},${codeOf(place)},${((item * 7 + place * 13) % 97) + 1}\n`;
      }
    }
  });
}

function skuOf(item: number): string {
  return `SKU-${String(item).padStart(6, "0")}`;
}

function codeOf(place: number): string {
  return `STORE-${String(place).padStart(3, "0")}`;
}

async function writeLines(file: string, lines: () => Generator<string>): Promise<void> {
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Runs the command line against a stand, as an operator would, and watches all who take part. */
export async function runCli(
  stand: Stand,
  what: string,
  rows: number,
  args: readonly string[],
): Promise<Taken> {
  const [server] = stand.servers;
  const serverPid = server?.child.pid ?? 0;
  const startedAt = performance.now();
  const before = { server: cpuMicrosOf(serverPid), postgres: cpuMicrosOf(stand.postgresPid) };
  const child = spawn(
    process.execPath,
    ["bin/holdfast.mjs", ...args, "--server", `127.0.0.1:${server?.grpcPort}`],
    {
      cwd: ROOT,
      env: { PATH: process.env["PATH"], HOLDFAST_API_KEY: stand.adminKey },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const ended = once(child, "exit");
  let [cliPeak, cliMicros] = [0, 0];
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const { peak }: Memory = memoryOf(child.pid ?? 0);
      cliPeak = Math.max(cliPeak, peak);
      cliMicros = Math.max(cliMicros, cpuMicrosOf(child.pid ?? 0));
      await sleep(WATCH_MS);
    }
  };
  const watching = watch();
  const [code] = (await ended) as [number | null];
  const ms = performance.now() - startedAt;
  over.abort();
  await watching;
  if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}`);
  return {
    what,
    rows,
    ms,
    cpu: {
      server: (cpuMicrosOf(serverPid) - before.server) / 1e6,
      postgres: (cpuMicrosOf(stand.postgresPid) - before.postgres) / 1e6,
      cli: cliMicros / 1e6,
    },
    memory: { server: memoryOf(serverPid).peak, cli: cliPeak },
  };
}
