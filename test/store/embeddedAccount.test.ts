import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, readlink, rm, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/store/embedded/embeddedPostgres.ts";
import { cannotRunAs, startChild } from "../support/childProcess.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporaryFolder.ts";
import { testUnless } from "../support/testUnless.ts";

const nobody = 65_534;

const root = process.geteuid?.() === 0;
const notRoot = root ? undefined : "only root may not run PostgreSQL itself";
const namespaces = spawnSync("unshare", ["--user", "true"]).status === 0;
const noNamespace = namespaces ? undefined : "this machine forbids user namespaces";

// No test here is about surviving a crash.
const hasty = { fsync: "off" };

let all: TemporaryFolder;
/** Nobody but us may enter it. */
let folder: string;
/** Everybody may enter it, as /var/lib, which it stands for. */
let spare: string;
let open: EmbeddedPostgres[];

beforeAll(async () => {
  all = await temporaryFolder();
});

afterAll(() => all.remove());

beforeEach(async () => {
  folder = path.join(all.path, "closed");
  spare = path.join(all.path, "spare");
  await mkdir(folder, { mode: 0o700 });
  await mkdir(spare);
  await chmod(spare, 0o755);
  open = [];
});

afterEach(async () => {
  for (const postgres of open) await postgres.stop();
  for (const used of [folder, spare]) await rm(used, { recursive: true });
});

async function start(way?: EmbeddedPostgres["way"]): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(folder, "data"),
    spareDir: path.join(spare, "holdfast"),
    settings: hasty,
    ...(way ? { way } : {}),
  });
  open.push(postgres);
  return postgres;
}

/** Counts the runs, in the database. */
async function countRun({ url }: EmbeddedPostgres): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("create table if not exists run (id int generated always as identity)");
  await client.query("insert into run default values");
  const { rowCount } = await client.query("select from run");
  await client.end();
  return rowCount ?? 0;
}

async function ownerOf(file: string): Promise<number> {
  return (await stat(file)).uid;
}

test("it finds a way by itself in a folder that only this user may enter", async () => {
  const postgres = await start();

  expect(await countRun(postgres)).toBe(1);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

describe("root's PostgreSQL in a user namespace", () => {
  testUnless(notRoot ?? noNamespace, "keeps the data where only root may enter", async () => {
    const postgres = await start("namespace");

    expect(await countRun(postgres)).toBe(1);
    expect(postgres.dataFolder).toBe(path.join(folder, "data", "postgres"));
    expect(await ownerOf(postgres.dataFolder)).toBe(0);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });
});

describe("root's PostgreSQL as another user", () => {
  testUnless(notRoot, "keeps the data in the data folder if that user may enter it", async () => {
    await chmod(folder, 0o755);

    const postgres = await start("other-user");

    expect(await countRun(postgres)).toBe(1);
    expect(postgres.dataFolder).toBe(path.join(folder, "data", "postgres"));
    expect(await ownerOf(postgres.dataFolder)).not.toBe(0);
    expect(await ownerOf(`/proc/${postgres.pid}`)).not.toBe(0);
  });

  testUnless(notRoot, "keeps the data elsewhere if that user may not enter", async () => {
    const first = await start("other-user");
    expect(await countRun(first)).toBe(1);
    await first.stop();

    const second = await start("other-user");

    expect(await countRun(second)).toBe(2);
    expect(second.dataFolder.startsWith(spare)).toBe(true);
    expect(await readlink(path.join(folder, "data", "postgres"))).toBe(second.dataFolder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  testUnless(notRoot, "begins anew when the data folder was removed", async () => {
    const first = await start("other-user");
    await countRun(first);
    await first.stop();
    await rm(path.join(folder, "data"), { recursive: true });

    const second = await start("other-user");

    expect(await countRun(second)).toBe(1);
    expect(await readdir(path.dirname(second.dataFolder))).toContain("postgres.left-over");
  });

  testUnless(notRoot ?? noNamespace, "takes over what another way has made, and back", async () => {
    const ways = ["namespace", "other-user", "namespace"] as const;
    const runs: number[] = [];
    for (const way of ways) {
      const postgres = await start(way);
      runs.push(await countRun(postgres));
      await postgres.stop();
    }

    expect(runs).toEqual([1, 2, 3]);
  });
});

describe("an ordinary user's PostgreSQL", () => {
  testUnless(cannotRunAs(nobody), "runs as that user", async () => {
    await chown(folder, nobody, nobody);
    const child = startChild({ dataDir: path.join(folder, "data"), settings: hasty }, nobody);

    const { started, failed } = await child.hear();

    expect(failed).toBeUndefined();
    expect(started?.way).toBe("same-user");
    expect(await ownerOf(`/proc/${started?.pid}`)).toBe(nobody);
    await child.signal("SIGTERM");
  });

  testUnless(cannotRunAs(nobody), "does not start where that user may not write", async () => {
    await mkdir(path.join(folder, "data"));
    await chmod(folder, 0o755);
    const child = startChild({ dataDir: path.join(folder, "data"), settings: hasty }, nobody);

    const { failed } = await child.hear();

    expect(failed).toMatch(
      /^Holdfast cannot write to .* \(.*\): let this user write there, or set /,
    );
  });

  const nameless = 54_321;
  testUnless(
    cannotRunAs(nameless) ?? noNamespace,
    "runs in a namespace if that user has no name, as in many containers",
    async () => {
      await chown(folder, nameless, nameless);
      const child = startChild({ dataDir: path.join(folder, "data"), settings: hasty }, nameless);

      const { started, failed } = await child.hear();

      expect(failed).toBeUndefined();
      expect(started?.way).toBe("namespace");
      await child.signal("SIGTERM");
    },
  );
});
