import type { RunAs } from "./run.ts";

export type EmbeddedPostgresOptions = {
  /** Absolute; made if missing. Holds everything: data, log, password, port. Remove it to begin anew. */
  dataDir: string;
  /** Told in a sentence what takes time or may surprise. */
  log?: (line: string) => void;
  /** Only this port. Without it a free one is chosen, and kept for later runs as long as it is free. */
  port?: number;
  /** A folder with initdb, pg_ctl and postgres, version 15 or newer, to use instead of those from npm. */
  binariesDir?: string;
  /** PostgreSQL settings beside and above ours. */
  settings?: Record<string, string>;
  /** Only this way to an account, for tests: see `choosePlan`. */
  way?: RunAs["way"];
  /** Where things go that PostgreSQL's account could not reach otherwise: see `choosePlan`. */
  spareDir?: string;
};
