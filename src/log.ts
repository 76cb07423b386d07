import { destination, type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger } from "pino";

/**
 * Writes one JSON line per call and per event to stderr, so that stdout is left to what people read. Nothing is
 * blanked out here, because nobody passes keys or payloads.
 *
 * @param level the least important line that is written
 */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Synchronous: what was said last before a crash is what one wants to read.
    destination({ fd: 2, sync: true }),
  );
}
