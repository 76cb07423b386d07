import { execFileSync, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeThirdPartyProtos } from "./thirdPartyProtos.ts";

const root = path.join(import.meta.dirname, "..");

/**
 * Compares the protos with those of the last release (the newest tag `v*`), or of the commit given as an
 * argument, and fails on a change that would break a caller.
 */
async function main(): Promise<void> {
  const against = process.argv[2] ?? lastRelease();
  if (!against) return console.log("nothing is released yet, so nothing can break");
  await writeThirdPartyProtos();
  const scratch = await mkdtemp(path.join(tmpdir(), "holdfast-breaking-"));
  try {
    await checkOut(against, scratch);
    const program = path.join(root, "node_modules/.bin/buf");
    const { status } = spawnSync(program, ["breaking", "--against", scratch], {
      cwd: root,
      stdio: "inherit",
    });
    if (status !== 0) process.exitCode = 1;
    else console.log(`nothing breaks a caller of ${against}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function lastRelease(): string | undefined {
  return git("tag", "--list", "v*", "--sort=-version:refname").split("\n")[0] || undefined;
}

/** The protos of that time, beside the third-party ones of today. */
async function checkOut(commit: string, folder: string): Promise<void> {
  const files = git("ls-tree", "-r", "--name-only", commit, "--", "proto").trim().split("\n");
  for (const file of ["buf.yaml", ...files]) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), git("show", `${commit}:${file}`));
  }
  await cp(path.join(root, ".generated"), path.join(folder, ".generated"), { recursive: true });
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" });
}

await main();
