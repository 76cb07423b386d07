import { Client } from "pg";

import { openWritten, type Row } from "./written.ts";

/** Looks at the books past the service: who wrote what since the last look. */
export interface Audit {
  /**
   * Finds rows that were written since the last look and that no accepted request tells of.
   *
   * @param accepted names of requests that were carried out, or may have been, since the audit began
   * @returns a sentence for each finding
   */
  look(accepted: ReadonlySet<string>): Promise<string[]>;
  /** Which of these requests the journal does not know. */
  missing(requestIds: readonly string[]): Promise<string[]>;
  /** Entries of all journals. */
  entries(): number;
  close(): Promise<void>;
}

export async function openAudit(url: string): Promise<Audit> {
  const client = new Client({ connectionString: url });
  // Whoever asks next is told.
  client.on("error", () => undefined);
  await client.connect();
  const written = await openWritten(client);
  return {
    look: async (accepted) => findings(await written.look(), accepted),
    missing: async (requestIds) => {
      const { rows } = await client.query<{ id: string }>(UNKNOWN_REQUESTS, [requestIds]);
      return rows.map(({ id }) => id);
    },
    entries: () => written.entries(),
    close: () => client.end(),
  };
}

const UNKNOWN_REQUESTS = `
  select id from unnest($1::text[]) as given (id)
   where not exists (select from entry where source = 'api' and request_id = given.id)`;

function findings(written: ReadonlyMap<string, Row[]>, accepted: ReadonlySet<string>): string[] {
  const entries = written.get("entry") ?? [];
  const postings = written.get("posting") ?? [];
  const isOurs = (row: Row): boolean => row.source === "api" && accepted.has(row.request_id ?? "");
  const found = entries
    .filter((row) => !isOurs(row) && !isTimes(row))
    // A replaced hold is given back by an entry of its own, next to that of the new hold; the first stock of an item
    // is received by one, next to that of the item.
    .filter(({ source }) => !FOLLOWS.has(source ?? "") || !entries.some(isOurs))
    .map(({ seq, kind, source, request_id: id }) => {
      return `entry ${seq} (${kind}) tells of ${source} "${id}", which was never accepted`;
    });
  for (const [table, rows] of written) {
    const strays = strayRows(table, rows, entries, postings);
    if (strays > 0) found.push(`${strays} rows of ${table} were written that no entry tells of`);
  }
  return found;
}

const FOLLOWS = new Set(["replacement", "initial_stock"]);

/** What happens by itself: time takes holds back, and what is held of unfit stock is re-homed. */
function isTimes({ source, kind }: Row): boolean {
  const isExpiry = source === "expiry" && kind === "expire";
  return isExpiry || (source === "rehome" && kind === "rehome");
}

/** How many of the rows that were written no entry accounts for. */
function strayRows(
  table: string,
  rows: readonly Row[],
  entries: readonly Row[],
  postings: readonly Row[],
): number {
  const without = (told: readonly Row[], tellsOf: keyof Row, key: keyof Row): number => {
    const known = new Set(told.map((row) => `${row.tenant_id} ${row[tellsOf]}`));
    return rows.filter((row) => !known.has(`${row.tenant_id} ${row[key]}`)).length;
  };
  const ofKind = (kind: string): number => entries.filter((row) => row.kind === kind).length;
  const changesOf = (what: string): number =>
    ["create", "update", "archive"].reduce((sum, verb) => sum + ofKind(`${verb}_${what}`), 0);
  switch (table) {
    case "entry":
      return 0;
    case "posting":
      return without(entries, "seq", "seq");
    case "stock":
      return without(postings, "stock_id", "id");
    case "reservation":
      return without(entries, "reservation_id", "id");
    case "allocation":
      return without(entries, "reservation_id", "reservation_id");
    case "head":
      return without(entries, "tenant_id", "tenant_id");
    case "item":
      if (ofKind("upsert_catalog") > 0) return 0;
      return rows.length - changesOf("item") - ofKind("set_parts");
    case "item_part":
      return ofKind("set_parts") > 0 ? 0 : rows.length;
    case "location":
      return ofKind("upsert_catalog") > 0 ? 0 : rows.length - changesOf("location");
    case "lot":
      return ["receive", "recall_lot", "lift_recall"].some((kind) => ofKind(kind) > 0)
        ? 0
        : rows.length - changesOf("lot");
    case "safety_stock":
      return ofKind("upsert_catalog") > 0 ? 0 : rows.length;
    case "transfer_step":
    case "count_record":
      return without(entries, "seq", "seq");
    case "transfer":
    case "transfer_line":
    case "transfer_parcel":
      return entries.some(({ kind = "" }) => kind.endsWith("_transfer")) ? 0 : rows.length;
    case "stock_count":
    case "count_line":
      return entries.some(({ kind = "" }) => kind.endsWith("_count")) ? 0 : rows.length;
    default:
      return rows.length;
  }
}
