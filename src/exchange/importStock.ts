import type { ImportStock, ImportStockLine, LotReceipt } from "../core/command.ts";
import type { Answer } from "../store/answer.ts";
import { newId } from "../store/newId.ts";
import { bookGood } from "./goodLines.ts";
import { fieldOf, type Imported, type Importing, together, wordsOf } from "./importing.ts";
import type { Row, RowProblem } from "./rows.ts";

/** Lines of one command: as many as of any other, for nobody may hold the head for long. */
const LINES_MAX = 500;

/** What the journal says of a file's figures. */
const REASON = "import";

/** Sets what is on hand, as rows have it. */
export async function importStock(rows: readonly Row[], importing: Importing): Promise<Imported> {
  const { single, problems } = onlyFirst(rows);
  const parts: Promise<Imported>[] = [];
  for (let at = 0; at < single.length; at += LINES_MAX) {
    const name = `${importing.requestId}/${parts.length + 1}`;
    parts.push(importPart(single.slice(at, at + LINES_MAX), name, importing));
  }
  return together([...(await Promise.all(parts)), { ...together([]), problems }]);
}

async function importPart(
  rows: readonly Row[],
  name: string,
  importing: Importing,
): Promise<Imported> {
  const reference = `line ${rows[0]?.line ?? 0}`;
  const submit = (lines: readonly Row[], isDryRun: boolean): Promise<Answer> => {
    const header = importing.header(name, lines.map(({ said }) => said).join("\n"));
    const command: ImportStock = {
      kind: "importStock",
      ...header,
      validateOnly: isDryRun,
      lines: lines.map(lineOf),
      reason: REASON,
      reference,
    };
    return importing.submit(command);
  };
  const { answer, lines, left } = await bookGood(rows, {
    book: (good) => submit(good, importing.isDryRun),
    check: (good) => submit(good, true),
  });
  const problems = left.map(({ line, refusal }) => {
    return line.problem(refusal.reason, columnOf(fieldOf(refusal)), wordsOf(refusal));
  });
  return { ...countsOf(answer, lines.length), problems };
}

function countsOf(answer: Answer | undefined, count: number): Omit<Imported, "problems"> {
  if (answer === undefined) return { created: 0, updated: 0, unchanged: 0, repeated: 0 };
  if (answer.replayed) return { created: 0, updated: 0, unchanged: 0, repeated: count };
  const created = answer.stock.filter(({ version }) => version === 1).length;
  const updated = answer.stock.length - created;
  return { created, updated, unchanged: count - answer.stock.length, repeated: 0 };
}

function lineOf(row: Row): ImportStockLine {
  return {
    sku: row.text("sku") ?? "",
    location: row.text("location") ?? "",
    lot: lotOf(row),
    quantity: row.count("on_hand") ?? 0n,
    stockId: newId(),
  };
}

/** The lot that a row describes; null for none. */
export function lotOf(row: Row): LotReceipt | null {
  const number = row.text("lot");
  if (number === null) return null;
  const [amount, currency] = [row.text("unit_cost"), row.text("currency")];
  return {
    id: newId(),
    number,
    expiresAt: row.instant("expire_time"),
    goodThrough: null,
    supplier: row.text("supplier"),
    unitCost: amount === null || currency === null ? null : { amount, currency },
  };
}

function columnOf(field: string): string {
  return field === "quantity" ? "on_hand" : field;
}

/** Rows by what they speak of; the second of the same is wrong. */
function onlyFirst(rows: readonly Row[]): {
  single: readonly Row[];
  problems: readonly RowProblem[];
} {
  const first = new Map<string, Row>();
  const problems: RowProblem[] = [];
  for (const row of rows) {
    const place = [row.text("sku"), row.text("location"), row.text("lot") ?? ""].join("\n");
    const earlier = first.get(place);
    if (earlier === undefined) first.set(place, row);
    else {
      const message = `line ${earlier.line} says what is on hand there already; say it once`;
      problems.push(row.problem("FIELD_VIOLATION", "", message));
    }
  }
  return { single: [...first.values()], problems };
}
