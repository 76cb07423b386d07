/**
 * Failures travel in trailers, and grpc-java takes no more than 8 KiB of those by default. The details are sent
 * as base64 (a third more), and the sentence twice, once percent-encoded: with 3,500 bytes of lists, 1,000 of
 * facts and a sentence of 500 characters everything stays below.
 */
const LIST_BYTES_MAX = 3_500;
const SENTENCE_LENGTH_MAX = 500;
const TEXT_LENGTH_MAX = 200;
const FACTS_MAX = 8;

/** As many of the first items as there is room for. */
export function fitting<T>(items: readonly T[], sizeOf: (item: T) => number): T[] {
  let left = LIST_BYTES_MAX;
  const end = items.findIndex((item) => {
    left -= sizeOf(item);
    return left < 0;
  });
  return items.slice(0, end === -1 ? items.length : end);
}

/** A text of at most 200 characters, told in ASCII. */
export function shortened(text: string, lengthMax = TEXT_LENGTH_MAX): string {
  const ascii = text.replace(/[^ -~]/gu, "?");
  return ascii.length <= lengthMax ? ascii : `${ascii.slice(0, lengthMax - 3)}...`;
}

/** The sentence of a failure: printable ASCII, since not every client decodes more. */
export function toldSentence(text: string): string {
  return shortened(text, SENTENCE_LENGTH_MAX);
}

/** Facts as far as there is room for them. */
export function toldFacts(facts: Readonly<Record<string, string>>): Record<string, string> {
  const told: Record<string, string> = {};
  for (const [name, value] of Object.entries(facts).slice(0, FACTS_MAX)) {
    told[name] = value.length > 120 ? `${value.slice(0, 117).toWellFormed()}...` : value;
  }
  return told;
}
