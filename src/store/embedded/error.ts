/**
 * The embedded PostgreSQL cannot serve. The message is one plain sentence: what is wrong, and after the colon
 * what to do about it. What a program said about it is in `cause`.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

/** The operating system's word for a failure, such as `EACCES`; the message of anything else. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return isSystemError(failure) ? failure.code : failure.message;
}

/** Whether the operating system refused: no permission, no room, no such file. */
export function isSystemError(failure: unknown): failure is Error & { code: string } {
  return failure instanceof Error && "code" in failure && /^E[A-Z0-9]+$/.test(String(failure.code));
}
