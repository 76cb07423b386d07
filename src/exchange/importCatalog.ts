import type { Bulk, BulkResult, Created } from "../catalog/catalog.ts";
import type { CommandHeader } from "../core/command.ts";
import { type LineRefusal, linesRefused } from "../core/rejection.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { bookGood } from "./goodLines.ts";
import { fieldOf, type Imported, type Importing, wordsOf } from "./importing.ts";
import type { Row, RowProblem } from "./rows.ts";

/** What the catalog has under a name, and what it is believed to be. */
interface Stored {
  readonly etag: string;
}

/** Rows of one sort of resource. */
export interface CatalogRows<T, S extends T & Stored> {
  /** The column that names the resource. */
  readonly name: "sku" | "code";
  readonly find: (names: readonly string[]) => Promise<readonly S[]>;
  readonly nameOf: (stored: S) => string;
  /** What a row makes of what is there: cells that say nothing leave it as it is. */
  readonly given: (row: Row, stored: S | undefined) => T | RowProblem;
  readonly upsert: (header: CommandHeader, bulk: Bulk<T>) => Promise<Created<BulkResult>>;
}

/** Somebody changes the same rows between our look and our write; hardly ever twice. */
const TRIES_MAX = 4;

/** Creates and changes items or locations, as rows have them. */
export async function importCatalog<T, S extends T & Stored>(
  rows: readonly Row[],
  kind: CatalogRows<T, S>,
  importing: Importing,
): Promise<Imported> {
  const whole = await sayWhole(rows, kind);
  const name = `${importing.requestId}/1`;
  const book = (good: readonly Row[], isDryRun: boolean): Promise<Created<BulkResult>> => {
    const said = good.map((row) => row.said).join("\n");
    // A rehearsal neither finds a name in the journal nor leaves it there.
    const header = importing.header(isDryRun ? newId() : name, said);
    return upsertFresh(good, kind, { ...header, validateOnly: isDryRun });
  };
  const { answer, lines, left } = await bookGood(whole.rows, {
    book: (good) => book(good, importing.isDryRun),
    check: (good) => book(good, true),
  });
  const problems = left.map(({ line, refusal }) => {
    return line.problem(refusal.reason, fieldOf(refusal), wordsOf(refusal));
  });
  return { ...countsOf(answer, lines.length), problems: [...whole.problems, ...problems] };
}

/** Rows that could be written, if nothing else were there. */
async function sayWhole<T, S extends T & Stored>(
  rows: readonly Row[],
  kind: CatalogRows<T, S>,
): Promise<{ rows: readonly Row[]; problems: readonly RowProblem[] }> {
  const problems: RowProblem[] = [];
  const whole = rows.filter((row) => {
    const given = kind.given(row, undefined);
    if (!isProblem(given)) return true;
    problems.push(given);
    return false;
  });
  return { rows: whole, problems };
}

/** All rows or none. @throws CommandRejected that names every row that is wrong */
async function upsertFresh<T, S extends T & Stored>(
  rows: readonly Row[],
  kind: CatalogRows<T, S>,
  header: CommandHeader,
): Promise<Created<BulkResult>> {
  for (let tries = 1; ; tries += 1) {
    const names = rows.map((row) => row.text(kind.name) ?? "");
    const found = await kind.find([...new Set(names)]);
    const stored = new Map(found.map((one) => [kind.nameOf(one), one]));
    const bulk = rows.flatMap((row, index) => {
      const there = stored.get(names[index] ?? "");
      const given = kind.given(row, there);
      return isProblem(given) ? [] : [{ index, etag: there?.etag ?? "", given }];
    });
    const created = await kind.upsert(header, { rows: bulk, errors: [], allOrNothing: true });
    const { errors } = created.resource;
    if (errors.length === 0) return created;
    const isStale = errors.some(({ reason }) => reason === "STALE_EXPECTATION");
    if (!isStale || tries === TRIES_MAX)
      throw new CommandRejected(linesRefused(errors.map(asRefusal)));
  }
}

function asRefusal({ index, ...said }: BulkResult["errors"][number]): LineRefusal {
  return { index, rejection: { ...said, facts: {} } };
}

function countsOf(
  answer: Created<BulkResult> | undefined,
  count: number,
): Omit<Imported, "problems"> {
  const none = { created: 0, updated: 0, unchanged: 0, repeated: 0 };
  if (answer === undefined) return none;
  if (answer.replayed) return { ...none, repeated: count };
  const { created, updated, unchanged } = answer.resource;
  return { created, updated, unchanged, repeated: 0 };
}

function isProblem(given: unknown): given is RowProblem {
  return typeof given === "object" && given !== null && "message" in given && "line" in given;
}
