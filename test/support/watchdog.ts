import { readdir, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { readPostmaster, send, stopPostmaster } from "../../src/store/embedded/postmaster.ts";

// Waits until the process that started it ends, or lets go; then leaves nothing of the folder. See temporaryFolder.
const [, , folder] = process.argv;
if (folder === undefined) throw new Error("usage: watchdog.ts FOLDER");

for await (const _ of process.stdin);

for (const name of await readdir(folder, { recursive: true })) {
  if (path.basename(name) === "postgres") await removeCluster(folder, path.join(folder, name));
}
await rm(folder, { recursive: true, force: true });

/** The data may be elsewhere, with a link to it in the folder. */
async function removeCluster(inside: string, found: string): Promise<void> {
  const dataFolder = await realpath(found).catch(() => found);
  const running = await readPostmaster(dataFolder);
  const stopped = await stopPostmaster(dataFolder, "SIGQUIT", 10_000);
  if (!stopped && running) send(running.pid, "SIGKILL");
  const isElsewhere = !dataFolder.startsWith(inside);
  if (isElsewhere) await rm(path.dirname(dataFolder), { recursive: true, force: true });
}
