/** An answer, and when its question was asked. */
interface Aged<T> {
  readonly value: T;
  readonly askedAt: number;
}

/**
 * The most recent answers, at most so many of them and none older than so long. Kept in two halves: what is used moves
 * into the younger one, and when that is full the older one is forgotten. A map whose entries were moved at every use
 * would be built anew all the time.
 */
export class Recent<T> {
  readonly #halfMax: number;
  readonly #ageMaxMs: number;
  #younger = new Map<string, Aged<T>>();
  #older = new Map<string, Aged<T>>();

  constructor(countMax: number, ageMaxMs: number) {
    this.#halfMax = Math.ceil(countMax / 2);
    this.#ageMaxMs = ageMaxMs;
  }

  /** The answer, as long as it is fresh. */
  get(question: string, now: number): T | undefined {
    const answer = this.#younger.get(question) ?? this.#older.get(question);
    if (answer === undefined || now - answer.askedAt >= this.#ageMaxMs) return undefined;
    if (!this.#younger.has(question)) this.#add(question, answer);
    return answer.value;
  }

  /** Whether there is an answer, fresh or not. */
  has(question: string): boolean {
    return this.#younger.has(question) || this.#older.has(question);
  }

  set(question: string, value: T, askedAt: number): void {
    this.#add(question, { value, askedAt });
  }

  delete(question: string): void {
    this.#younger.delete(question);
    this.#older.delete(question);
  }

  #add(question: string, answer: Aged<T>): void {
    this.#older.delete(question);
    this.#younger.set(question, answer);
    if (this.#younger.size < this.#halfMax) return;
    this.#older = this.#younger;
    this.#younger = new Map();
  }
}
