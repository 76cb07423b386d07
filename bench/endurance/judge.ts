import { type Audit } from "../support/audit.ts";
import { megabytes } from "../support/processMemory.ts";
import type { Endurance, Lap } from "./endure.ts";

/** One thing that a long run must show. */
export interface Judged {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly isGood: boolean;
}

const GROWTH_MAX = 1.2;
const RATE_MIN = 0.9;
const AUDIT_MS_MAX = 60_000;
const AUDIT_BYTES_MAX = 256 * 1024 * 1024;

/** Holds a long run against its limits. The first tenth is a warm-up for the rate, and the measure for memory. */
export function judge({ laps, failed }: Endurance, audit: Audit): Judged[] {
  const [first, second, last] = [lap(laps, 0), lap(laps, 1), lap(laps, -1)];
  const growth = last.resident / first.resident;
  const rate = last.perSecond / second.perSecond;
  return [
    {
      what: "memory of the server, at the end to at a tenth",
      measured: `${megabytes(last.resident)} / ${megabytes(first.resident)} = ${growth.toFixed(2)}`,
      limit: `at most ${GROWTH_MAX}`,
      isGood: growth <= GROWTH_MAX,
    },
    {
      what: "rate, of the last tenth to the second",
      measured: `${last.perSecond}/s / ${second.perSecond}/s = ${rate.toFixed(2)}`,
      limit: `at least ${RATE_MIN}`,
      isGood: rate >= RATE_MIN,
    },
    {
      what: "orders that failed",
      measured: String(failed),
      limit: "none",
      isGood: failed === 0,
    },
    {
      what: "the books balance",
      measured: audit.isClean ? "yes" : "no",
      limit: "yes",
      isGood: audit.isClean,
    },
    {
      what: "time of the audit",
      measured: `${(audit.ms / 1000).toFixed(1)} s`,
      limit: `under ${AUDIT_MS_MAX / 1000} s`,
      isGood: audit.ms < AUDIT_MS_MAX,
    },
    {
      what: "memory of the audit's process",
      measured: megabytes(audit.processBytes),
      limit: `at most ${megabytes(AUDIT_BYTES_MAX)}`,
      isGood: audit.processBytes <= AUDIT_BYTES_MAX,
    },
  ];
}

function lap(laps: readonly Lap[], index: number): Lap {
  const found = laps.at(index);
  if (found === undefined) throw new Error("too few orders to tell anything");
  return found;
}
