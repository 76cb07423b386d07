/** Division by zero, and nothing of ours divides but the guard of an update: a row is not as it was read. */
export const VERSION_MISS = "22012";

/** Everything that a later try may cure: `rules` for each code are in docs/decisions/0001. */
const RETRIED = new Set([
  VERSION_MISS,
  "40001", // serialization failure
  "40P01", // deadlock
  "55P03", // lock timeout
  "57014", // statement timeout
  "25P02", // a statement before it failed
  "25P03", // idle-in-transaction timeout
  "25P04", // transaction timeout
  "57P01", // ended by an administrator
  "57P02", // ended by a crash
  "57P03", // starting up or shutting down
]);

/** Codes that say that the database itself cannot be reached or is going away. */
const UNREACHABLE = new Set(["57P01", "57P02", "57P03", "53300"]);

/** The constraint that makes a request id good for one entry only. */
const REQUEST_KEY = "entry_request";

interface PostgresError {
  readonly code?: string;
  readonly constraint?: string;
  readonly severity?: string;
}

/** May a transaction that failed with this be tried again? */
export function isRetryable(error: unknown): boolean {
  if (isConnectionLoss(error)) return true;
  const { code, constraint } = error as PostgresError;
  if (code === "23505") return constraint === REQUEST_KEY;
  return code !== undefined && RETRIED.has(code);
}

/** Did the connection break, or could none be made? The outcome of a commit is then unknown. */
export function isConnectionLoss(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  const { code, severity } = error as PostgresError;
  if (code === undefined || severity === undefined) return isNetworkError(error, code);
  return UNREACHABLE.has(code) || code.startsWith("08") || severity === "FATAL";
}

const NETWORK_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** node-pg says these in words only. */
const NETWORK_WORDS =
  /Connection terminated|connection timeout|timeout exceeded|not queryable|Client was closed|read timeout/i;

function isNetworkError(error: Error, code: string | undefined): boolean {
  if (code !== undefined && NETWORK_CODES.has(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  return NETWORK_WORDS.test(error.message);
}
