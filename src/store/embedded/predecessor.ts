import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { letsUsIn, urlOf } from "./access.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { isPostgres, pidFileOf, readPostmaster, stopPostmaster } from "./postmaster.ts";

// A PostgreSQL that was left while stopping may still have to write everything down.
const patienceMs = 60_000;

const pollMs = 200;

/**
 * Stops the PostgreSQL that a Holdfast left running when it was killed, so that ours starts from a clean stop: no
 * recovery, none of the dead one's sessions and locks, this version's settings.
 *
 * Call it only with the data folder locked. Signals nothing before a login has shown that it is our PostgreSQL: after a
 * reboot the pid may be anybody's.
 * @returns whether there was one.
 * @throws {EmbeddedPostgresError} a PostgreSQL has that pid, and it is not clear whose it is.
 */
export async function stopPredecessor(dataFolder: string, password: string): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMs;
  for (; Date.now() < giveUpAt; await sleep(pollMs)) {
    const found = await readPostmaster(dataFolder);
    if (found === undefined) return false;
    if (!(await isPostgres(found.pid))) {
      // PostgreSQL would take the pid's new owner for another server. Should there be one that no pid file tells of, it
      // still finds it by its shared memory.
      await rm(pidFileOf(dataFolder), { force: true });
      return false;
    }
    const welcome = await letsUsIn(urlOf(found.port, password, "postgres"));
    if (welcome === "no") break;
    if (welcome === "yes" && (await stopPostmaster(dataFolder, "SIGINT", patienceMs))) return true;
  }
  throw unclear(dataFolder, (await readPostmaster(dataFolder))?.pid);
}

function unclear(dataFolder: string, pid: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `A PostgreSQL with process id ${pid} seems to serve ${dataFolder} and does not let Holdfast in: ` +
      `stop it, or, if it serves something else, remove ${pidFileOf(dataFolder)}.`,
  );
}
