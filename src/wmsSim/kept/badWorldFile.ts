/** A file that a world cannot be read from. The message says why, in a sentence. */
export class BadWorldFile extends Error {
  override readonly name = "BadWorldFile";
}
