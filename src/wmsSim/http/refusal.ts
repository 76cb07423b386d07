/** A request that is refused. The message says what is wrong with it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** For programs: such as `unauthorized`. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A request that does not say what it should. */
export function malformed(reason: string): Refusal {
  return new Refusal(400, "malformed", reason);
}
