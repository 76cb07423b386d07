import type { Asked, Told } from "../load/told.ts";
import type { Books, Entry, Posting } from "./books.ts";

/** The journal, looked up, and who had asked for what is in it. */
export interface Journal {
  readonly books: Books;
  readonly told: readonly Told[];
  postingsOf(seq: number): readonly Posting[];
  /** The request that an entry came from; undefined: nobody's. */
  askedFor(entry: Entry): Asked | undefined;
  /** The entries of a request: one, or none. */
  entriesOf(asked: Asked): readonly Entry[];
  /** The entries about an order, in their order. */
  entriesAbout(reservationId: string): readonly Entry[];
}

/** The source of entries that callers asked for, and of those that time writes. */
const CALLERS = "api";
const TIME = "expiry";

export function openJournal(books: Books, told: readonly Told[]): Journal {
  const postings = Map.groupBy(books.postings, ({ seq }) => seq);
  const asked = new Map(told.map((one) => [one.asked.requestId, one.asked]));
  const byCallers = books.entries.filter(({ source }) => source === CALLERS);
  const entries = Map.groupBy(byCallers, ({ requestId }) => requestId);
  const orders = Map.groupBy(books.entries, ({ reservationId }) => reservationId);
  return {
    books,
    told,
    postingsOf: (seq) => postings.get(seq) ?? [],
    askedFor: ({ source, requestId }) => (source === CALLERS ? asked.get(requestId) : undefined),
    entriesOf: ({ requestId }) => entries.get(requestId) ?? [],
    entriesAbout: (reservationId) => orders.get(reservationId) ?? [],
  };
}

/** Numbers without a gap up to the head's, no posting on its own, and nothing that nobody had asked for. */
export function auditJournal(journal: Journal): string[] {
  const { books } = journal;
  const findings: string[] = [];
  for (const [index, { seq }] of books.entries.entries()) {
    if (seq === index + 1) continue;
    findings.push(`entry ${index + 1} is missing: entry ${seq} stands in its place`);
    break;
  }
  const last = books.entries.at(-1)?.seq ?? 0;
  if (books.headSeq !== last)
    findings.push(`the head is at ${books.headSeq}, the journal at ${last}`);
  const kinds = new Map(books.entries.map(({ seq, kind }) => [seq, kind]));
  for (const { seq, kind, sku } of books.postings) {
    if (kinds.get(seq) === kind) continue;
    findings.push(`a posting of ${sku} says ${kind} ${seq}, and there is no such entry`);
  }
  for (const entry of books.entries) {
    const wrong = wrongWith(journal, entry);
    if (wrong !== undefined) findings.push(`entry ${entry.seq} (${entry.kind}) ${wrong}`);
  }
  return findings;
}

const KINDS: Readonly<Record<Asked["method"], string>> = {
  createItem: "create_item",
  createLocation: "create_location",
  receive: "receive",
  adjust: "adjust",
  reserve: "reserve",
  sell: "sell",
  commit: "commit",
  release: "release",
  extend: "extend",
  fulfil: "fulfil",
};

function wrongWith(journal: Journal, entry: Entry): string | undefined {
  const { source, kind } = entry;
  if (source === TIME) return kind === "expire" ? undefined : "was written by time";
  const asked = journal.askedFor(entry);
  if (asked === undefined) return `was asked for by nobody (${source} ${entry.requestId})`;
  if (KINDS[asked.method] !== kind) return `was asked for as ${asked.method}`;
  const stranger = "reservationId" in asked && asked.reservationId !== entry.reservationId;
  if (stranger) return `is about ${entry.reservationId}, not about ${asked.reservationId}`;
  return undefined;
}
