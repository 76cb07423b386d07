import type { Socket } from "node:net";

import { Client } from "pg";

import { begin, writingOn } from "../../src/store/sql/session.ts";
import { until } from "./until.ts";

/** Where somebody stops who holds a tenant's head: between two statements, inside one, or just after one. */
export type StoppingPoint = "between statements" | "in mid-message" | "before Sync";

/** Somebody who took a tenant's turn as the service does, and goes no further. */
export interface HeadHolder {
  /** Is the head still held? */
  isHolding(): Promise<boolean>;
  /** Waits until somebody else waits for the head. */
  untilAwaited(): Promise<void>;
  /** Ends the turn, if PostgreSQL has not done it. */
  letGo(): Promise<void>;
}

/** How PostgreSQL shows these sessions. */
export const HOLDER_APPLICATION = "head-holder";

/** The part of node-pg's connection that its types keep quiet about. */
interface Wire {
  readonly processID: number;
  readonly connection: {
    readonly stream: Socket;
    parse(message: { text: string }): void;
    bind(message: { values: string[] }): void;
    execute(message: object): void;
  };
}

const LOCK_HEAD = "select seq from head where tenant_id = $1 for update";

/** The first bytes of a Parse message that says it is a thousand bytes long. */
const HALF_A_MESSAGE = Buffer.from([0x50, 0, 0, 0x03, 0xe8, 0x68, 0x61, 0x6c, 0x66]);

/** Takes a tenant's turn with the service's own limits, and stops. */
export async function holdHead(
  url: string,
  tenantId: string,
  stopAt: StoppingPoint = "between statements",
): Promise<HeadHolder> {
  const holder = await connect(url);
  const { connection, processID } = holder as unknown as Wire;
  const watcher = await connect(url);
  const isHolding = (): Promise<boolean> => isHeld(watcher, tenantId);
  await begin(holder, writingOn(await versionOf(watcher)), tenantId);
  if (stopAt === "before Sync") {
    connection.parse({ text: LOCK_HEAD });
    connection.bind({ values: [tenantId] });
    connection.execute({});
  } else {
    await holder.query(LOCK_HEAD, [tenantId]);
  }
  if (stopAt === "in mid-message") connection.stream.write(HALF_A_MESSAGE);
  await until(isHolding);
  return {
    isHolding,
    untilAwaited: () => until(() => isAwaited(watcher, processID)),
    letGo: async () => {
      connection.stream.destroy();
      await watcher.end();
    },
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: HOLDER_APPLICATION });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  return rows[0]?.version ?? 0;
}

async function isAwaited(client: Client, pid: number): Promise<boolean> {
  const { rowCount } = await client.query(
    "select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))",
    [pid],
  );
  return (rowCount ?? 0) > 0;
}

/** Does anybody hold the tenant's head? */
async function isHeld(client: Client, tenantId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "select from head where tenant_id = $1 for update skip locked",
    [tenantId],
  );
  return rowCount === 0;
}
