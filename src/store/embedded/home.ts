import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readlink, realpath, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { cannotWrite } from "./lock.ts";

/** Where data and binaries go when PostgreSQL's account may not enter the folders that Holdfast is in. */
export const spareDirDefault = "/var/lib/holdfast";

/**
 * Makes the data folder if it is missing.
 * @returns its true name, for programs that may not enter a folder on the way to a link.
 */
export async function openDataDir(dataDir: string): Promise<string> {
  if (!path.isAbsolute(dataDir)) throw new Error(`dataDir has to be absolute, not ${dataDir}`);
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(dataDir);
  } catch (cause) {
    throw cannotWrite(dataDir, cause);
  }
}

/** The folder that holds the cluster: the data folder, unless its `postgres` is a link set by `moveHome`. */
export async function findHome(dataDir: string): Promise<string> {
  const target = await readlink(path.join(dataDir, "postgres")).catch(() => undefined);
  return target === undefined ? dataDir : path.dirname(target);
}

/**
 * Moves the cluster, if there is one yet, to a folder under `spareDir` that every user may enter, and leaves a link.
 *
 * Whoever removes the data folder to begin anew removes only that link, so what is found there without one has been
 * given up: it is laid aside as `postgres.left-over`, one generation of it.
 */
export async function moveHome(dataDir: string, spareDir: string): Promise<string> {
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const home = path.join(spareDir, name);
  await mkdir(home, { recursive: true });
  // The umask may have taken from these, which are ours, what makes them fit for the purpose.
  await chmod(spareDir, 0o755);
  await chmod(home, 0o755);
  const data = path.join(home, "postgres");
  if (existsSync(data)) await layAside(data);
  const link = path.join(dataDir, "postgres");
  if (existsSync(link)) {
    await cp(link, data, { recursive: true });
    await rm(link, { recursive: true });
  }
  await symlink(data, link);
  return home;
}

async function layAside(data: string): Promise<void> {
  await rm(`${data}.left-over`, { recursive: true, force: true });
  await rename(data, `${data}.left-over`);
}
