import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { Client } from "pg";
import { ownerLogin } from "./cluster.ts";
import { EmbeddedPostgresError } from "./error.ts";

/** The database that Holdfast uses in an embedded cluster. */
export const databaseName = "holdfast";

// A server on this machine that does not take a connection by then is not the one we look for.
const connectTimeoutMs = 5_000;

/**
 * The password of the cluster's superuser, which only this user may read. Made at the first start.
 * @throws {EmbeddedPostgresError} there is data, but the password to it is gone.
 */
export async function keptPassword(file: string, isDataThere: boolean): Promise<string> {
  const kept = await readFile(file, "utf8").catch((error: Error & { code?: string }) => {
    if (error.code !== "ENOENT") throw error;
    return "";
  });
  if (kept.trim() !== "") return kept.trim();
  if (isDataThere) throw passwordIsGone(file);
  // Hexadecimal, so that it needs no escaping in a URL.
  const password = randomBytes(24).toString("hex");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** A URL for node-pg. Carries the password: never log it. */
export function urlOf(port: number, password: string, database = databaseName): string {
  return `postgres://${ownerLogin}:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the database if it is missing. `url` names another one of the cluster. */
export async function createDatabase(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [
      databaseName,
    ]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/**
 * Whether the server lets us in. The password is random, so only the cluster that it was made for does. `later`:
 * nobody answers, or it is just starting or stopping.
 */
export async function letsUsIn(url: string): Promise<"yes" | "no" | "later"> {
  try {
    await (await connect(url)).end();
    return "yes";
  } catch (error) {
    const { code = "" } = error as { code?: string };
    return code.startsWith("28") ? "no" : "later";
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: "holdfast-start",
  });
  // A connection that breaks says so to whoever waits for its answer; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function passwordIsGone(file: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The password to the data in ${file.replace(/\.password$/, "")} is gone: ` +
      `bring back ${file}, or remove the data folder to begin with an empty database.`,
  );
}
