/**
 * The embedded PostgreSQL cannot serve. The message is one plain sentence: what is wrong, and after the colon
 * what to do about it. What a program said about it is in `cause`.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

/** The operating system's word for a failure, such as `EACCES`; the message of anything else. */
export function reasonOf(failure: unknown): string {
  if (isSystemError(failure)) return failure.code;
  return Error.isError(failure) ? failure.message : String(failure);
}

/** Whether the operating system refused: no permission, no room, no such file. */
export function isSystemError(failure: unknown): failure is Error & { code: string } {
  // Not `instanceof`: under Jest errors of Node's own modules are of another realm.
  return Error.isError(failure) && "code" in failure && /^E[A-Z0-9]+$/.test(String(failure.code));
}
