import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../../src/store/embedded/embeddedPostgres.ts";
import { startThrowaway } from "./throwaway.ts";

/** What the child process says, one JSON object a line. */
export type ChildSays = {
  started?: { pid: number; url: string; way: string };
  /** After a signal and a pause: the database answered. */
  drained?: boolean;
  failed?: string;
};

// A process that holds an embedded PostgreSQL, for tests that kill it. `{}` as options: one that throws itself away.
const options = JSON.parse(process.argv[2] ?? "{}") as Partial<EmbeddedPostgresOptions>;

function say(words: ChildSays): void {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

async function start(): Promise<EmbeddedPostgres> {
  const { dataDir, ...rest } = options;
  if (dataDir === undefined) return (await startThrowaway(rest)).postgres;
  return startEmbeddedPostgres({ ...rest, dataDir });
}

async function drain({ url, stop }: EmbeddedPostgres): Promise<void> {
  await sleep(300);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.end();
  say({ drained: true });
  await stop();
}

try {
  let stopping: Promise<void> | undefined;
  const postgres = await start();
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      stopping ??= drain(postgres).then(() => process.exit(0), fail);
    });
  }
  say({ started: { pid: postgres.pid, url: postgres.url, way: postgres.way } });
  setInterval(() => undefined, 60_000);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  say({ failed: Error.isError(error) ? error.message : String(error) });
  process.exit(1);
}
