import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";

/**
 * A loopback port for PostgreSQL: the one of the last run, kept in `file`, so that bookmarks and open shells go on
 * working; another one, kept from now on, when somebody else has taken it.
 */
export async function keptPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, "utf8").catch(() => ""));
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536 && (await isFree(kept))) return kept;
  const port = await anyFreePort();
  await writeFile(file, `${port}\n`);
  return port;
}

/** Whether nobody listens there on loopback. By the time it is used somebody may: the caller tries again. */
export async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) === port;
}

async function anyFreePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new Error("the machine has no free loopback port");
  return port;
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" ? address?.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
