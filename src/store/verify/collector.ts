import type { BrokenRule, Difference } from "./report.ts";
import { type RuleName, RULES } from "./rules.ts";

/** Counts every difference and keeps a bounded number of each rule, however many there are. */
export class Collector {
  readonly #differencesMax: number;
  readonly #kept = new Map<RuleName, Difference[]>();
  readonly #counts = new Map<RuleName, number>();

  constructor(differencesMax: number) {
    this.#differencesMax = differencesMax;
  }

  /** Takes the first differences of one rule, of `total` there are. */
  add(rule: RuleName, differences: readonly Difference[], total: number): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + total);
    const kept = this.#kept.get(rule) ?? [];
    kept.push(...differences.slice(0, this.#differencesMax - kept.length));
    this.#kept.set(rule, kept);
  }

  get total(): number {
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  /** The rules that do not hold, in the order of the catalogue. */
  broken(): BrokenRule[] {
    return this.#rules().map((rule) => ({
      rule,
      sentence: RULES[rule],
      count: this.#counts.get(rule) ?? 0,
    }));
  }

  /** The differences to tell: no rule crowds out another, so each in turn gives one until there is no room. */
  differences(): Difference[] {
    const shares = new Map<RuleName, number>();
    const rules = this.#rules();
    let room = this.#differencesMax;
    for (let round = 0; room > 0; round += 1) {
      const more = rules
        .filter((rule) => (this.#kept.get(rule)?.length ?? 0) > round)
        .slice(0, room);
      if (more.length === 0) break;
      for (const rule of more) shares.set(rule, round + 1);
      room -= more.length;
    }
    return rules.flatMap((rule) => this.#kept.get(rule)?.slice(0, shares.get(rule) ?? 0) ?? []);
  }

  #rules(): RuleName[] {
    return (Object.keys(RULES) as RuleName[]).filter((rule) => this.#counts.has(rule));
  }
}
