import type { Asked } from "../load/told.ts";
import type { Entry } from "./books.ts";
import type { Journal } from "./journal.ts";

/** Receipts and adjustments post what was asked for, where it was asked for, and nothing else. */
export function auditMovements(journal: Journal): string[] {
  return journal.books.entries.flatMap((entry) => {
    const asked = journal.askedFor(entry);
    if (asked?.method !== "receive" && asked?.method !== "adjust") return [];
    const due = linesInWords(asked);
    const posted = postedInWords(journal, entry);
    if (posted === due) return [];
    return [`entry ${entry.seq} (${entry.kind}) posted ${posted}, and ${due} was asked for`];
  });
}

function linesInWords(asked: Extract<Asked, { method: "receive" | "adjust" }>): string {
  const words = asked.lines.map(({ sku, units }) => `${units} ${sku} at ${asked.location}`);
  return words.toSorted().join(", ");
}

function postedInWords(journal: Journal, { seq }: Entry): string {
  const words = journal.postingsOf(seq).map((posting) => {
    const { sku, location, onHand, held, committed, others } = posting;
    const isClean = held === 0 && committed === 0 && others === 0;
    return `${onHand} ${sku} at ${location}${isClean ? "" : " and other buckets"}`;
  });
  return words.toSorted().join(", ") || "nothing";
}

/** Items and locations are there exactly if an entry tells that they were made. */
export function auditNames(journal: Journal): string[] {
  const { books } = journal;
  const told: string[] = [];
  for (const entry of books.entries) {
    const asked = journal.askedFor(entry);
    if (asked?.method === "createItem") told.push(asked.sku);
    if (asked?.method === "createLocation") told.push(asked.code);
  }
  const there = new Set(books.names);
  return [
    ...told.filter((name) => !there.has(name)).map((name) => `${name} was made and is not there`),
    ...[...there].filter((name) => !told.includes(name)).map((name) => `nothing tells of ${name}`),
    ...(there.size < books.names.length ? ["something is there twice"] : []),
  ];
}
