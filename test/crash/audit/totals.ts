import type { Books } from "./books.ts";
import type { Journal } from "./journal.ts";
import type { Life } from "./orders.ts";

interface Sums {
  onHand: number;
  held: number;
  committed: number;
}

/** What lies there of each SKU is what the requests in the books add up to. */
export function auditTotals(journal: Journal, lives: ReadonlyMap<string, Life>): string[] {
  const due = new Map<string, Sums>();
  const of = (sku: string): Sums => {
    const sums = due.get(sku) ?? { onHand: 0, held: 0, committed: 0 };
    due.set(sku, sums);
    return sums;
  };
  for (const entry of journal.books.entries) {
    const asked = journal.askedFor(entry);
    if (asked?.method !== "receive" && asked?.method !== "adjust") continue;
    for (const { sku, units } of asked.lines) of(sku).onHand += units;
  }
  for (const life of lives.values()) {
    for (const [sku, parts] of [...life.values()].at(-1)?.lines ?? []) {
      const sums = of(sku);
      sums.onHand -= parts.fulfilled;
      sums.held += parts.held;
      sums.committed += parts.committed;
    }
  }
  return compare(due, journal.books);
}

function compare(due: ReadonlyMap<string, Sums>, { stock }: Books): string[] {
  const there = new Map(stock.map(({ sku, ...sums }) => [sku, inWords(sums)]));
  const skus = new Set([...due.keys(), ...there.keys()]);
  return [...skus].flatMap((sku) => {
    const is = there.get(sku) ?? "nothing";
    const sums = due.get(sku);
    const should = sums === undefined ? "nothing" : inWords(sums);
    return is === should ? [] : [`of ${sku} there are ${is}, and there should be ${should}`];
  });
}

function inWords({ onHand, held, committed }: Sums): string {
  return `${onHand} on hand, ${held} held, ${committed} committed`;
}
