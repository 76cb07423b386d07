import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeThirdPartyProtos } from "./thirdPartyProtos.ts";

const root = path.join(import.meta.dirname, "..");
const generated = "client/src/gen";

/** Writes `client/src/gen` anew; with `--check`, only says whether what is there is what would be written. */
async function main(): Promise<void> {
  await writeThirdPartyProtos();
  const scratch = await mkdtemp(path.join(tmpdir(), "holdfast-generate-"));
  try {
    // Never straight into the tree: a proto that does not compile would leave it empty.
    if (!buf("generate", "--output", scratch)) return fail();
    if (process.argv.includes("--check")) return await check(scratch);
    await rm(path.join(root, generated), { recursive: true, force: true });
    await cp(path.join(scratch, generated), path.join(root, generated), { recursive: true });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** False when buf failed; it has said why by then. */
function buf(...args: string[]): boolean {
  const program = path.join(root, "node_modules/.bin/buf");
  return spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
}

async function check(scratch: string): Promise<void> {
  const fresh = await contents(path.join(scratch, generated));
  const committed = await contents(path.join(root, generated));
  const differing = [...new Set([...fresh.keys(), ...committed.keys()])]
    .filter((name) => fresh.get(name) !== committed.get(name))
    .toSorted();
  if (fresh.size > 0 && differing.length === 0) return;
  console.error(
    `${generated} is not what the protos say. Run \`npm run generate\` and commit the result.`,
  );
  for (const name of differing) console.error(`  ${name}`);
  fail();
}

function fail(): void {
  process.exitCode = 1;
}

async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  for await (const name of glob("**/*.ts", { cwd: folder })) {
    files.set(name, await readFile(path.join(folder, name), "utf8"));
  }
  return files;
}

await main();
