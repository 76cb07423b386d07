import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { keptPassword } from "./access.ts";
import { findBinaries } from "./binaries.ts";
import { type Cluster, createCluster, giveTo } from "./cluster.ts";
import type { EmbeddedPostgresOptions } from "./options.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { findHome, moveHome, spareDirDefault } from "./home.ts";
import { choosePlan, type Plan } from "./plan.ts";
import { stopPredecessor } from "./predecessor.ts";

/** Leaves a cluster that is complete, stopped, in its place, and owned by the account that will serve it. */
export async function prepare(
  dataDir: string,
  options: EmbeddedPostgresOptions,
): Promise<{ cluster: Cluster; password: string }> {
  const { log = () => undefined, spareDir = spareDirDefault } = options;
  const binaries = await findBinaries(options.binariesDir);
  const found = await findHome(dataDir);
  const isDataThere = existsSync(versionFileIn(found));
  const password = await keptPassword(path.join(dataDir, "postgres.password"), isDataThere);
  if (await stopPredecessor(path.join(found, "postgres"), password)) {
    log("Stopped the PostgreSQL that a Holdfast left running when it was killed.");
  }

  await mkdir(found, { recursive: true });
  const plan = await choosePlan({ home: found, binaries, spareDir, way: options.way });
  const home = plan.reachesHome ? found : await moveHome(dataDir, spareDir);
  if (home !== dataDir) log(`PostgreSQL's data is in ${home}, which its account may enter.`);

  const cluster = clusterIn(home, plan);
  if (isDataThere) await checkVersion(cluster);
  else {
    log(`Making an empty PostgreSQL ${plan.versionMajor} in ${cluster.dataFolder}.`);
    await createCluster(cluster, password, options.settings?.["fsync"] !== "off");
  }
  await giveTo(plan.runAs.owner, cluster.dataFolder);
  return { cluster, password };
}

function clusterIn(home: string, { runAs, binaries, versionMajor }: Plan): Cluster {
  const dataFolder = path.join(home, "postgres");
  return { home, dataFolder, logFile: `${dataFolder}.log`, runAs, binaries, versionMajor };
}

function versionFileIn(home: string): string {
  return path.join(home, "postgres", "PG_VERSION");
}

async function checkVersion({ home, dataFolder, versionMajor }: Cluster): Promise<void> {
  const made = (await readFile(versionFileIn(home), "utf8")).trim();
  if (made === String(versionMajor)) return;
  throw new EmbeddedPostgresError(
    `The data in ${dataFolder} was made by PostgreSQL ${made}, and this is PostgreSQL ${versionMajor}: ` +
      "move it away to begin with an empty database, or go back to the Holdfast that made it.",
  );
}
