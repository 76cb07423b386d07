/** The most recent answers, at most so many of them and none older than so long. */
export class Recent<T> {
  readonly #answers = new Map<string, { readonly value: T; readonly askedAt: number }>();
  readonly #countMax: number;
  readonly #ageMaxMs: number;

  constructor(countMax: number, ageMaxMs: number) {
    this.#countMax = countMax;
    this.#ageMaxMs = ageMaxMs;
  }

  /** The answer, as long as it is fresh. */
  get(question: string, now: number): T | undefined {
    const answer = this.#answers.get(question);
    if (answer === undefined || now - answer.askedAt >= this.#ageMaxMs) return undefined;
    // What is used moves to the end, so that what is not used is forgotten first.
    this.#answers.delete(question);
    this.#answers.set(question, answer);
    return answer.value;
  }

  /** Whether there is an answer, fresh or not. */
  has(question: string): boolean {
    return this.#answers.has(question);
  }

  set(question: string, value: T, askedAt: number): void {
    this.#answers.delete(question);
    this.#answers.set(question, { value, askedAt });
    if (this.#answers.size <= this.#countMax) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      return;
    }
  }

  delete(question: string): void {
    this.#answers.delete(question);
  }
}
