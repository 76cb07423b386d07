import path from "node:path";

import { checkTogether, isOpen } from "./config/together.ts";
import { about, type SettingName, type Settings, settingsSchema } from "./config/settings.ts";

/** Every setting of the process, read once at start. Names carry their units. */
export interface Config {
  readonly databaseUrl: string | undefined;
  readonly databaseReadUrl: string | undefined;
  readonly grpcHost: string;
  /** 0: any free one. */
  readonly grpcPort: number;
  readonly httpHost: string;
  /** 0: any free one. */
  readonly httpPort: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Whether the embedded demo, and only that, may let callers on this machine in without a key. */
  readonly open: boolean;
  /** PEM files. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  readonly ttlDefaultMs: number;
  readonly ttlMaxMs: number;
  readonly countFrequencyDays: number;
  readonly deadlineDefaultMs: number;
  readonly deadlineMaxMs: number;
  readonly connectionAgeMs: number;
  readonly connectionAgeGraceMs: number;
  readonly concurrentStreamsMax: number;
  readonly messageBytesMax: number;
  readonly laneQueueMax: number;
  readonly laneBatchMax: number;
  readonly poolMax: number;
  readonly sweepIntervalMs: number;
  readonly rehomeIntervalMs: number;
  readonly sweepSharePercent: number;
  /** Whether this process keeps warehouse systems in step. */
  readonly wms: boolean;
  /** Of the simulated warehouse system of the demo. 0: any free one. */
  readonly wmsSimPort: number;
  readonly wmsWalkIntervalMs: number;
  readonly wmsAskIntervalMs: number;
  readonly wmsPollIntervalMs: number;
  readonly wmsTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly logLevel: Settings["HOLDFAST_LOG_LEVEL"];
}

/** Settings that cannot be used. Each line names a variable, what is wrong with it, and an example. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/**
 * Reads the settings from environment variables. An empty variable counts as one that is not set.
 *
 * @throws ConfigError
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  const read = settingsSchema.safeParse(Object.fromEntries(given));
  if (!read.success) {
    const named = read.error.issues.map(({ path: [name], message }) =>
      badSetting(name as SettingName, environment[name as SettingName] ?? "", message),
    );
    throw new ConfigError(named);
  }
  const contradictions = checkTogether(read.data);
  if (contradictions.length > 0) throw new ConfigError(contradictions);
  return Object.freeze(toConfig(read.data));
}

function badSetting(name: SettingName, value: string, mustBe: string): string {
  const { example, secret } = about(name);
  const shown = secret === true ? "" : ` is "${value}" but`;
  const hint = value.startsWith("tcp://")
    ? "; Kubernetes sets it for a Service of that name: set enableServiceLinks: false"
    : "";
  return `${name}${shown} ${mustBe}, such as ${name}=${example}${hint}`;
}

function toConfig(settings: Settings): Config {
  return {
    databaseUrl: settings.DATABASE_URL,
    databaseReadUrl: settings.DATABASE_READ_URL,
    ...doors(settings),
    dataDir: path.resolve(settings.HOLDFAST_DATA_DIR),
    ttlDefaultMs: settings.HOLDFAST_TTL_DEFAULT,
    ttlMaxMs: settings.HOLDFAST_TTL_MAX,
    countFrequencyDays: settings.INVENTORY_STOCK_COUNT_FREQUENCY,
    deadlineDefaultMs: settings.HOLDFAST_DEADLINE_DEFAULT,
    deadlineMaxMs: settings.HOLDFAST_DEADLINE_MAX,
    connectionAgeMs: settings.HOLDFAST_CONNECTION_AGE_MAX,
    connectionAgeGraceMs: settings.HOLDFAST_CONNECTION_AGE_GRACE,
    concurrentStreamsMax: settings.HOLDFAST_STREAMS_MAX,
    messageBytesMax: settings.HOLDFAST_MESSAGE_BYTES_MAX,
    laneQueueMax: settings.HOLDFAST_LANE_QUEUE_MAX,
    laneBatchMax: settings.HOLDFAST_LANE_BATCH_MAX,
    poolMax: settings.HOLDFAST_POOL_MAX,
    sweepIntervalMs: settings.HOLDFAST_SWEEP_INTERVAL,
    rehomeIntervalMs: settings.HOLDFAST_REHOME_INTERVAL,
    sweepSharePercent: settings.HOLDFAST_SWEEP_SHARE,
    wms: settings.HOLDFAST_WMS,
    wmsSimPort: settings.HOLDFAST_WMS_SIM_PORT,
    wmsWalkIntervalMs: settings.HOLDFAST_WMS_WALK_INTERVAL,
    wmsAskIntervalMs: settings.HOLDFAST_WMS_ASK_INTERVAL,
    wmsPollIntervalMs: settings.HOLDFAST_WMS_POLL_INTERVAL,
    wmsTimeoutMs: settings.HOLDFAST_WMS_TIMEOUT,
    drainTimeoutMs: settings.HOLDFAST_DRAIN_TIMEOUT,
    logLevel: settings.HOLDFAST_LOG_LEVEL,
  };
}

function doors(settings: Settings) {
  const { HOLDFAST_TLS_CERT: certPath, HOLDFAST_TLS_KEY: keyPath } = settings;
  return {
    grpcHost: settings.HOLDFAST_GRPC_HOST,
    grpcPort: settings.HOLDFAST_GRPC_PORT,
    httpHost: settings.HOLDFAST_HTTP_HOST,
    httpPort: settings.HOLDFAST_HTTP_PORT,
    open: isOpen(settings),
    tls:
      certPath === undefined || keyPath === undefined
        ? undefined
        : Object.freeze({ certPath: path.resolve(certPath), keyPath: path.resolve(keyPath) }),
  };
}
