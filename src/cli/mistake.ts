/** What an operator can put right. The message is one plain sentence, or several lines of them, with the remedy. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}
