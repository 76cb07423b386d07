import { z } from "zod";

import { count, duration, filePath, flag, host, oneOf, port, postgresUrl } from "./kinds.ts";

/** What an operator is told about a setting. */
export interface About {
  readonly meaning: string;
  /** A value that would do. */
  readonly example: string;
  /** What holds when it is not set; absent where nothing does. */
  readonly fallback?: string;
  /** Carries a password: never printed as it is. */
  readonly secret?: boolean;
}

const abouts = z.registry<About>();

function optional<T>(kind: z.ZodType<T, string>, example: string, meaning: string) {
  return kind.optional().register(abouts, { meaning, example });
}

function secret<T>(kind: z.ZodType<T, string>, example: string, meaning: string) {
  return kind.optional().register(abouts, { meaning, example, secret: true });
}

function setting<T>(kind: z.ZodType<T, string>, fallback: string, meaning: string) {
  return kind.prefault(fallback).register(abouts, { meaning, example: fallback, fallback });
}

const databaseExample = "postgresql://holdfast:secret@db.example:5432/holdfast";

/** Every setting, by the name of its environment variable. */
export const settingsSchema = z.object({
  DATABASE_URL: secret(
    postgresUrl(),
    databaseExample,
    "The PostgreSQL (15 or later) that keeps the books. Without it `start` brings its own.",
  ),
  DATABASE_READ_URL: secret(
    postgresUrl(),
    databaseExample,
    "A replica for read-only queries. Decisions never go there.",
  ),
  HOLDFAST_GRPC_HOST: setting(host(), "127.0.0.1", "Where the gRPC door listens."),
  HOLDFAST_GRPC_PORT: setting(port(), "50051", "Port of the gRPC door; 0 takes any free one."),
  HOLDFAST_HTTP_HOST: setting(
    host(),
    "127.0.0.1",
    "Where the HTTP door (Connect, JSON, gRPC-Web, health, metrics) listens.",
  ),
  HOLDFAST_HTTP_PORT: setting(port(), "8080", "Port of the HTTP door; 0 takes any free one."),
  HOLDFAST_DATA_DIR: setting(
    filePath(),
    ".holdfast",
    "Folder of the embedded PostgreSQL. Remove it to begin anew.",
  ),
  HOLDFAST_OPEN: optional(
    flag(),
    "0",
    "Whether the embedded demo lets callers on this machine in without an API key, until a first key exists. " +
      "Yes unless a door is reachable from elsewhere; never with DATABASE_URL.",
  ),
  HOLDFAST_TLS_CERT: optional(
    filePath(),
    "/etc/holdfast/tls.crt",
    "PEM file with the certificate chain; both doors then speak TLS only.",
  ),
  HOLDFAST_TLS_KEY: optional(filePath(), "/etc/holdfast/tls.key", "PEM file with its private key."),
  HOLDFAST_INSECURE: setting(
    flag(),
    "0",
    "1 allows plaintext where others can listen, such as behind a proxy that speaks TLS.",
  ),
  HOLDFAST_TTL_DEFAULT: setting(
    duration("1s", "366d"),
    "15m",
    "How long a hold lasts when the caller does not say.",
  ),
  HOLDFAST_TTL_MAX: setting(
    duration("1s", "366d"),
    "24h",
    "The longest hold a caller may ask for.",
  ),
  INVENTORY_STOCK_COUNT_FREQUENCY: setting(
    count(1, 3650),
    "90",
    "What was not counted for so many days is to be counted, where the caller does not say.",
  ),
  HOLDFAST_DEADLINE_DEFAULT: setting(
    duration("100ms", "10m"),
    "10s",
    "How long a call may take when the caller does not say.",
  ),
  HOLDFAST_DEADLINE_MAX: setting(
    duration("100ms", "10m"),
    "60s",
    "The longest a call may take, whatever the caller says.",
  ),
  HOLDFAST_CONNECTION_AGE_MAX: setting(
    duration("1s", "7d"),
    "30m",
    "A gRPC connection is told to reconnect after this, so that new replicas get their share.",
  ),
  HOLDFAST_CONNECTION_AGE_GRACE: setting(
    duration("1s", "1d"),
    "10m",
    "How long calls on such a connection may still run.",
  ),
  HOLDFAST_STREAMS_MAX: setting(count(1, 100_000), "1000", "Calls at once on one gRPC connection."),
  HOLDFAST_MESSAGE_BYTES_MAX: setting(
    count(65_536, 67_108_864),
    "4194304",
    "The largest request in bytes, after decompression.",
  ),
  HOLDFAST_LANE_QUEUE_MAX: setting(
    count(1, 1_000_000),
    "10000",
    "Commands of one tenant that may wait here; more are answered RESOURCE_EXHAUSTED at once.",
  ),
  HOLDFAST_LANE_BATCH_MAX: setting(count(1, 1_000), "256", "Commands that share one transaction."),
  HOLDFAST_POOL_MAX: setting(
    count(1, 500),
    "16",
    "Connections to the database that this process may open for the books.",
  ),
  HOLDFAST_SWEEP_INTERVAL: setting(
    duration("100ms", "1h"),
    "1s",
    "How often overdue holds are looked for. They stop counting at once, swept or not.",
  ),
  HOLDFAST_REHOME_INTERVAL: setting(
    duration("100ms", "1h"),
    "1s",
    "How often holds on recalled lots and on missing stock are looked for, to give them other stock.",
  ),
  HOLDFAST_SWEEP_SHARE: setting(
    count(1, 100),
    "25",
    "Percent of a full batch that is the sweeper's. Where callers leave room it takes more, while batches stay short.",
  ),
  HOLDFAST_WMS: setting(
    flag(),
    "1",
    "Whether this process keeps warehouse systems in step. Any number of replicas may; they share the work.",
  ),
  HOLDFAST_WMS_SIM_PORT: setting(
    port(),
    "8090",
    "Port of the warehouse system that `holdfast start` simulates on this machine; 0 takes any free one.",
  ),
  HOLDFAST_WMS_WALK_INTERVAL: setting(
    duration("100ms", "1d"),
    "60s",
    "How often the stock of a warehouse system is walked; each page costs a request of its quota.",
  ),
  HOLDFAST_WMS_ASK_INTERVAL: setting(
    duration("100ms", "1d"),
    "15s",
    "How often a warehouse system is asked what has become of the orders it was given.",
  ),
  HOLDFAST_WMS_POLL_INTERVAL: setting(
    duration("100ms", "1d"),
    "10s",
    "How often the events of a warehouse system are read; webhooks are quicker and cost no quota.",
  ),
  HOLDFAST_WMS_TIMEOUT: setting(
    duration("100ms", "5m"),
    "10s",
    "How long one request to a warehouse system may take before it is given up.",
  ),
  HOLDFAST_DRAIN_TIMEOUT: setting(
    duration("1s", "10m"),
    "20s",
    "How long a stop waits for calls that are under way.",
  ),
  HOLDFAST_LOG_LEVEL: setting(
    oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    "info",
    "The least important log line that is written (to stderr, as JSON).",
  ),
});

/** The settings as the schema reads them. */
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** The names of all settings, in the order in which they are explained. */
export const SETTING_NAMES = Object.keys(settingsSchema.shape) as readonly SettingName[];

/** What an operator is told about a setting. */
export function about(name: SettingName): About {
  const found = abouts.get(settingsSchema.shape[name]);
  if (found === undefined) throw new Error(`${name} explains nothing`);
  return found;
}
