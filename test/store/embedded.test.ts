import { cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from "../../src/store/embedded/embeddedPostgres.ts";
import { isPostgres } from "../../src/store/embedded/postmaster.ts";
import { type Child, startChild } from "../support/childProcess.ts";
import { postgres15Available, postgres15Missing } from "../support/postgres.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporaryFolder.ts";
import { testUnless } from "../support/testUnless.ts";

let folder: TemporaryFolder;
/** A data folder after its first run: a copy of it is made sooner than an empty one is filled. */
let seed: string;
let dataDir: string;
let open: EmbeddedPostgres[];
let children: Child[];

beforeAll(async () => {
  folder = await temporaryFolder();
  seed = path.join(folder.path, "seed");
  await (await startEmbeddedPostgres({ dataDir: seed })).stop();
  await rm(path.join(seed, "postgres.log"));
});

afterAll(() => folder.remove());

beforeEach(async () => {
  dataDir = path.join(folder.path, "data folder");
  await cp(seed, dataDir, { recursive: true });
  open = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) if (child.process.exitCode === null) child.process.kill("SIGKILL");
  for (const postgres of open) await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, ...options });
  open.push(postgres);
  return postgres;
}

function startElsewhere(options: { dataDir?: string }): Child {
  const child = startChild(options);
  children.push(child);
  return child;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows[0] ?? [];
  } finally {
    await client.end();
  }
}

/** What the log says about the state in which each run found the data. */
async function starts({ logFile }: EmbeddedPostgres): Promise<string[]> {
  const log = await readFile(logFile, "utf8");
  return [...log.matchAll(/database system was (shut down|\S.* interrupted|interrupted)/g)].map(
    ([, state = ""]) => state,
  );
}

async function listenOn(port: number): Promise<{ close(): void }> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  return server;
}

describe("a start", () => {
  test("gives a PostgreSQL 18 with a database for Holdfast that writes durably", async () => {
    const { url, versionMajor } = await start({ dataDir: path.join(dataDir, "empty") });

    const sql = "select current_database(), current_user::text, current_setting('fsync')";
    expect(versionMajor).toBe(18);
    expect(await ask(url, sql)).toEqual(["holdfast", "holdfast_owner", "on"]);
  });

  test("lets nobody in without the password, which only its owner can read", async () => {
    const { url } = await start();

    const stranger = new URL(url);
    stranger.password = "guess";
    await expect(ask(stranger.href, "select 1")).rejects.toThrow("password authentication failed");
    const { mode } = await stat(path.join(dataDir, "postgres.password"));
    expect(mode & 0o777).toBe(0o600);
  });

  test("takes another port when somebody else has the one of the last run", async () => {
    const first = await start();
    await first.stop();
    const somebody = await listenOn(first.port);

    const second = await start();
    somebody.close();

    expect(second.port).not.toBe(first.port);
    expect(await ask(second.url, "select 1")).toEqual([1]);
  });
});

describe("a refusal says what is wrong and what to do", () => {
  test("a second Holdfast in the same process", async () => {
    await start();

    await expect(start()).rejects.toThrow(EmbeddedPostgresError);
    await expect(start()).rejects.toThrow(
      `The data folder ${dataDir} is in use by process ${process.pid}: ` +
        "stop that one first, or set HOLDFAST_DATA_DIR to another folder.",
    );
  });

  test("a second Holdfast in another process", async () => {
    const { url } = await start();

    const second = await startElsewhere({ dataDir }).hear();

    expect(second.failed).toMatch(`is in use by process ${process.pid}: stop that one first`);
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  test("a folder that cannot be made", async () => {
    await writeFile(path.join(dataDir, "file"), "");

    await expect(start({ dataDir: path.join(dataDir, "file", "data") })).rejects.toThrow(
      /^Holdfast cannot write to .*data \(ENOTDIR\): let this user write there, or set /,
    );
  });

  test("a port of the operator's choice that is taken", async () => {
    const { port } = await start();

    const other = path.join(dataDir, "other");
    await expect(start({ dataDir: other, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken`,
    );
  });

  test("programs that are not there", async () => {
    await expect(start({ binariesDir: "/nowhere" })).rejects.toThrow(
      "PostgreSQL's program /nowhere/initdb is missing: run npm ci again, or set DATABASE_URL.",
    );
  });

  test("programs that do not run here", async () => {
    const binariesDir = path.join(dataDir, "programs");
    await mkdir(binariesDir);
    for (const name of ["initdb", "pg_ctl", "postgres"]) {
      const script = "#!/bin/sh\necho no such library\nexit 127\n";
      await writeFile(path.join(binariesDir, name), script, { mode: 0o755 });
    }

    await expect(start({ binariesDir })).rejects.toThrow(
      "The PostgreSQL programs do not run on this machine (no such library): " +
        "set DATABASE_URL to a PostgreSQL of your own.",
    );
  });

  test("data without its password", async () => {
    await (await start()).stop();
    await rm(path.join(dataDir, "postgres.password"));

    await expect(start()).rejects.toThrow(/^The password to the data in .* is gone: bring back /);
  });

  testUnless(
    postgres15Available() ? undefined : postgres15Missing,
    "data of another major version",
    async () => {
      await (await start()).stop();

      await expect(start({ binariesDir: postgres15Available() })).rejects.toThrow(
        /^The data in .* was made by PostgreSQL 18, and this is PostgreSQL 15: move it away /,
      );
    },
  );
});

describe("from run to run", () => {
  test("data and URL stay, and a clean stop leaves nothing to recover", async () => {
    const first = await start();
    await ask(first.url, "create table kept as select 7 as seven");
    await first.stop();
    expect(await isPostgres(first.pid)).toBe(false);

    const second = await start();

    expect(second.url).toBe(first.url);
    expect(await ask(second.url, "select seven from kept")).toEqual([7]);
    expect(await starts(second)).toEqual(["shut down", "shut down"]);
  });

  test("a PostgreSQL left by a killed Holdfast is stopped cleanly and started anew", async () => {
    const killed = startElsewhere({ dataDir });
    const { started: left } = await killed.hear();
    const session = new Client({ connectionString: left?.url });
    session.on("error", () => undefined);
    await session.connect();
    await session.query("create table kept as select 7 as seven");
    await killed.signal("SIGKILL");
    expect(await isPostgres(left?.pid ?? 0)).toBe(true);

    const next = await start();

    expect(next.pid).not.toBe(left?.pid);
    expect(await isPostgres(left?.pid ?? 0)).toBe(false);
    expect(await ask(next.url, "select seven from kept")).toEqual([7]);
    expect(await starts(next)).toEqual(["shut down", "shut down"]);
  });

  test("a pid file from before a reboot, whose number another program has now, is no obstacle", async () => {
    const first = await start();
    const pidFile = path.join(first.dataFolder, "postmaster.pid");
    const text = await readFile(pidFile, "utf8");
    await first.stop();
    await writeFile(pidFile, text.replace(/^\d+/, String(process.ppid)));

    const second = await start();

    expect(await ask(second.url, "select 1")).toEqual([1]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "a %s to the whole process group lets Holdfast drain before PostgreSQL stops",
    async (signal) => {
      const child = startElsewhere({ dataDir });
      const { started } = await child.hear();

      const over = child.signal(signal);

      expect(await child.hear()).toEqual({ drained: true });
      await over;
      expect(child.process.exitCode).toBe(0);
      expect(await isPostgres(started?.pid ?? 0)).toBe(false);
      expect(await starts(await start())).toEqual(["shut down", "shut down"]);
    },
  );
});
