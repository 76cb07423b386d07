/** Why tenants, keys or accounts at warehouse systems could not be changed. */
export type AdministrationReason =
  | "TENANT_EXISTS"
  | "TENANT_NOT_FOUND"
  | "KEY_NOT_FOUND"
  | "ACCOUNT_NOT_FOUND"
  | "PLACE_LINKED"
  | "FIELD_VIOLATION";

/** The caller's mistake, as one plain sentence with its remedy. Nothing was changed. */
export class AdministrationError extends Error {
  override readonly name = "AdministrationError";
  readonly reason: AdministrationReason;
  constructor(reason: AdministrationReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

const NAME_LENGTH_MAX = 200;

/** A name that people can read in a list: not empty, no control characters, not endless. */
export function checkedName(what: string, name: string): string {
  const trimmed = name.trim();
  if (trimmed !== "" && trimmed.length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(trimmed))
    return trimmed;
  throw new AdministrationError(
    "FIELD_VIOLATION",
    `the name of a ${what} must have 1 to ${NAME_LENGTH_MAX} characters and no control characters`,
  );
}
