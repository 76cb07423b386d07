/** What is known about a request to a warehouse system that came to nothing. */
export interface Unanswered {
  /** It was sent: it may have been carried out, or be so later. False: it surely was not. */
  readonly maybeDone: boolean;
  readonly cause?: unknown;
}

/** There is no answer to rely on. Nothing is tried again by itself. */
export class WmsUnavailable extends Error {
  readonly maybeDone: boolean;
  constructor(message: string, { maybeDone, cause }: Unanswered) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "WmsUnavailable";
    this.maybeDone = maybeDone;
  }
}

/** The warehouse system does not take requests like this one. Trying again will not help; a person has to look. */
export class WmsRefused extends Error {
  readonly status: number;
  /** The first words of the answer. */
  readonly text: string;
  constructor(status: number, text: string) {
    super(`the warehouse system refused: HTTP ${status}${text === "" ? "" : `: ${text}`}`);
    this.name = "WmsRefused";
    this.status = status;
    this.text = text;
  }
}

/** An answer that does not say what it should. Nothing of it was used; a person has to look. */
export class WmsNonsense extends Error {
  /** What is wrong in it, such as `lines[3].orderable`; empty: all of it. */
  readonly field: string;
  /** What should be so. */
  readonly why: string;
  /** @param why without anything that stands in the answer */
  constructor(field: string, why: string) {
    super(`the warehouse system's answer is nonsense: ${field === "" ? "" : `${field}: `}${why}`);
    this.name = "WmsNonsense";
    this.field = field;
    this.why = why;
  }
}
