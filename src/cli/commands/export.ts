import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Holdfast } from "@holdfast/client";
import { Argument, Command, InvalidArgumentError } from "commander";

import { ROW_KINDS, type RowFormat, type RowKind } from "../../exchange/columns.ts";
import { FORMATS, KINDS } from "../exchange/importFile.ts";
import { startProgress } from "../exchange/progress.ts";
import { reachServer, type ServerOptions, toldCall } from "../exchange/server.ts";
import { Mistake } from "../mistake.ts";
import { formatOf, formatOption, withServer } from "./import.ts";

/** As many rows as a page may have. */
const PAGE_SIZE = 2_000;

interface ExportOptions extends ServerOptions {
  readonly format?: RowFormat;
  readonly out?: string;
  readonly sku: string;
  readonly location: string;
  readonly fromSeq: bigint;
}

/** A tenant's rows, into a file that can be imported. */
export function exportCommand(): Command {
  const command = new Command("export")
    .description("write items, locations, stock or movements of a running server to a file")
    .addArgument(new Argument("<kind>", "what the rows tell of").choices(ROW_KINDS))
    .option("--out <file>", "where to write them; else standard output")
    .option("--sku <sku>", "only this item", "")
    .option("--location <code>", "only at this location", "")
    .option("--from-seq <number>", "movements: only from this entry of the journal on", seqOf, 0n)
    .addOption(formatOption("what the file's name says, or csv"));
  return withServer(command).action(exportRows);
}

function seqOf(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("write the number of an entry.");
}

async function exportRows(kind: RowKind, options: ExportOptions): Promise<void> {
  const { out } = options;
  const client = reachServer(options);
  const progress = startProgress();
  let rows = 0;
  const pages = pagesOf(client, kind, options, (count) => {
    rows += count;
    progress.tell(`${rows.toLocaleString("en-US")} rows`, undefined);
  });
  try {
    // A file of the name that was asked for is a whole one.
    const part = `${out}.part`;
    const target: Writable = out === undefined ? process.stdout : createWriteStream(part);
    await pipeline(Readable.from(pages), target, { end: out !== undefined });
    if (out !== undefined) await rename(part, out);
  } finally {
    progress.end();
    client.close();
  }
  console.error(`${rows.toLocaleString("en-US")} rows.`);
}

async function* pagesOf(
  client: Holdfast,
  kind: RowKind,
  options: ExportOptions,
  tell: (rows: number) => void,
): AsyncGenerator<Uint8Array> {
  const { format = formatOf(options.out ?? ""), sku, location, fromSeq } = options;
  const request = { kind: KINDS[kind], format: FORMATS[format], sku, location, fromSeq };
  let pageToken = "";
  do {
    const page = await client.exchange
      .export({ ...request, pageSize: PAGE_SIZE, pageToken })
      .catch((error: unknown) => {
        throw new Mistake(toldCall(error, options));
      });
    tell(page.rows);
    yield page.chunk;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
