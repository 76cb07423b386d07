/** A record is longer than any good row can be. */
export const RECORD_BYTES_MAX = 262_144;

const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** A row as it stands in a file: one line, or several where a quoted cell has line breaks in it. */
export interface FileRecord {
  /** With the end of its last line, if the file has one there. */
  readonly bytes: Buffer;
  /** Number of its first line, from 1. */
  readonly line: number;
  /** How many lines it has. */
  readonly lines: number;
  /** It was too long to be kept: `bytes` are empty. */
  readonly isTooLong: boolean;
  /** A quote in it is never closed: nothing may be read behind it. */
  readonly isOpen: boolean;
}

/**
 * Cuts a file into records as it comes, holding no more of it than one record.
 *
 * A quote that is never closed would make one record of the rest of the file: when one grows too long its first line is
 * taken for a record of its own, which will be told as wrong, and the rest is looked at anew.
 */
export class RecordSplitter {
  readonly #hasQuotes: boolean;
  #pending = Buffer.alloc(0);
  /** How many of the pending bytes have been looked at. */
  #scanned = 0;
  #isQuoted = false;
  #line = 1;
  /** The rest of this line is thrown away. */
  #isSkipping = false;

  /** @param hasQuotes line breaks between double quotes end no record, as in CSV */
  constructor(hasQuotes: boolean) {
    this.#hasQuotes = hasQuotes;
  }

  /** Takes the next bytes. @returns the records that they end */
  push(bytes: Uint8Array): FileRecord[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    return this.#split();
  }

  /** The file is at its end. @returns what is left */
  end(): FileRecord[] {
    const records = this.#split();
    while (this.#isQuoted && this.#pending.includes(NEWLINE)) {
      records.push(this.#cutFirstLine(), ...this.#split());
    }
    const isOpen = this.#isQuoted;
    if (this.#pending.length > 0) records.push({ ...this.#cut(this.#pending.length, 1), isOpen });
    return records;
  }

  #split(): FileRecord[] {
    const records: FileRecord[] = [];
    for (;;) {
      const end = this.#findEnd();
      if (end !== -1) records.push(this.#cut(end, undefined));
      else if (this.#pending.length <= RECORD_BYTES_MAX) return records;
      else if (this.#pending.includes(NEWLINE)) records.push(this.#cutFirstLine());
      else {
        this.#isSkipping = true;
        this.#forget(this.#pending.length);
        return records;
      }
    }
  }

  /** Where the first pending record ends, or -1. */
  #findEnd(): number {
    const pending = this.#pending;
    for (let at = this.#scanned; at < pending.length; at += 1) {
      const byte = pending[at];
      if (byte === QUOTE && this.#hasQuotes && !this.#isSkipping) this.#isQuoted = !this.#isQuoted;
      else if (byte === NEWLINE && !this.#isQuoted) return at + 1;
    }
    this.#scanned = pending.length;
    return -1;
  }

  #cutFirstLine(): FileRecord {
    this.#isQuoted = false;
    return { ...this.#cut(this.#pending.indexOf(NEWLINE) + 1, 1), isOpen: true };
  }

  #cut(end: number, lines: number | undefined): FileRecord {
    const isTooLong = this.#isSkipping || end > RECORD_BYTES_MAX;
    const bytes = isTooLong ? Buffer.alloc(0) : Buffer.from(this.#pending.subarray(0, end));
    const line = this.#line;
    const count = lines ?? (isTooLong ? 1 : breaksIn(bytes));
    this.#line += count;
    this.#forget(end);
    this.#isSkipping = false;
    return { bytes, line, lines: count, isTooLong, isOpen: false };
  }

  #forget(end: number): void {
    this.#pending = this.#pending.subarray(end);
    this.#scanned = 0;
  }
}

function breaksIn(bytes: Buffer): number {
  let breaks = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) breaks += 1;
  return breaks;
}
