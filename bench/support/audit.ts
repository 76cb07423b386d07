import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { memoryOf } from "./processMemory.ts";

/** What an audit took. */
export interface Audit {
  readonly ms: number;
  /** Did the books balance? */
  readonly isClean: boolean;
  /** What it printed. */
  readonly told: string;
  /** The most memory that its process had, and the most that the database's processes had of their own for it. */
  readonly processBytes: number;
  readonly databaseBytes: number;
}

const LOOK_EVERY_MS = 50;
const ROOT = path.resolve(import.meta.dirname, "../..");

/** Runs `holdfast verify`, as an operator would, and watches what it needs. */
export async function auditInProcess(url: string): Promise<Audit> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["bin/holdfast.mjs", "verify"], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], DATABASE_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => (told += bytes.toString()));
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const watch = startWatch(url, child.pid ?? 0);
  const code = await ended;
  const ms = performance.now() - startedAt;
  return { ms, isClean: code === 0, told: told.trim(), ...(await watch()) };
}

type Needs = Pick<Audit, "processBytes" | "databaseBytes">;

/** Samples memory until it is called off; the answer is the most that was seen. */
function startWatch(url: string, pid: number): () => Promise<Needs> {
  const stopping = new AbortController();
  const watching = watchUntil(stopping.signal, url, pid);
  return () => {
    stopping.abort();
    return watching;
  };
}

async function watchUntil(signal: AbortSignal, url: string, pid: number): Promise<Needs> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let [processBytes, databaseBytes] = [0, 0];
  try {
    while (!signal.aborted) {
      processBytes = Math.max(processBytes, memoryOf(pid).peak);
      const { rows } = await client.query<{ pid: number }>(AUDITORS);
      const sum = rows.reduce((bytes, row) => bytes + memoryOf(row.pid).own, 0);
      databaseBytes = Math.max(databaseBytes, sum);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    await client.end();
  }
  return { processBytes, databaseBytes };
}

const AUDITORS = `
  select pid from pg_stat_activity
   where datname = current_database() and application_name = 'holdfast-verify'`;
