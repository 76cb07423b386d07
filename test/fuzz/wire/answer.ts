/** What came back for a call, as it came. */
export interface Answer {
  /** Of HTTP; 0 when none came. */
  readonly status: number;
  /** Headers, and trailers over them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why no whole answer came; empty when it did. */
  readonly cut: string;
}

/** How long an answer may take: far longer than any takes, so that one that never comes is found out. */
export const PATIENCE_MS = 30_000;

/** How long we stay on a connection that was told nonsense. */
export const NONSENSE_MS = 400;

/** What our own side found that it could not send; no fault of the server. */
export const UNSENDABLE = "it could not be sent";

export function noAnswer(cut: string): Answer {
  return { status: 0, headers: {}, body: Buffer.alloc(0), cut };
}
