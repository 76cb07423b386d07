import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { Argument, Command, InvalidArgumentError, Option } from "commander";

import { ROW_FORMATS, ROW_KINDS, type RowFormat, type RowKind } from "../../exchange/columns.ts";
import { BadRows } from "../exchange/badRows.ts";
import { BrokenOff, importFile, type Totals } from "../exchange/importFile.ts";
import { startProgress } from "../exchange/progress.ts";
import { reachServer, type ServerOptions, toldCall } from "../exchange/server.ts";
import { Mistake } from "../mistake.ts";

interface ImportOptions extends ServerOptions {
  readonly format?: RowFormat;
  readonly dryRun: boolean;
  readonly id?: string;
  readonly errors?: string;
  readonly fromLine: number;
}

/** A file's rows, into the books of a tenant. */
export function importCommand(): Command {
  const command = new Command("import")
    .description(
      "send a file of items, locations, stock or movements to a running server; wrong rows are told and left out",
    )
    .addArgument(new Argument("<kind>", "what its rows tell of").choices(ROW_KINDS))
    .argument("<file>", "the file; - for standard input")
    .option("--dry-run", "tell what would be, write nothing", false)
    .option("--id <name>", "under one name the same rows are booked once; a new one by default")
    .option("--errors <file>", "write every wrong row there, as CSV")
    .option("--from-line <number>", "go on with this line of the file", lineOf, 1)
    .addOption(formatOption("what the file's name says"));
  return withServer(command).action(importRows);
}

/** How the rows are written. */
export function formatOption(otherwise: string): Option {
  return new Option("--format <format>", `how the rows are written; else ${otherwise}`).choices(
    ROW_FORMATS,
  );
}

/** Which server to call, and with which key. */
export function withServer(command: Command): Command {
  return command
    .option("--server <address>", "the gRPC door of a running Holdfast", "127.0.0.1:50051")
    .option(
      "--key-env <variable>",
      "the environment variable that holds the API key",
      "HOLDFAST_API_KEY",
    )
    .option("--tenant <code>", "whose rows, where the key covers several tenants");
}

/** The format of a file by its name. */
export function formatOf(name: string): RowFormat {
  return /\.(jsonl|ndjson)$/i.test(name) ? "jsonl" : "csv";
}

function lineOf(text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("write the number of a line, from 1.");
}

async function importRows(kind: RowKind, path: string, options: ImportOptions): Promise<void> {
  const { dryRun: isDryRun, id = randomUUID(), fromLine } = options;
  const { format = formatOf(path) } = options;
  const { source, size } = await open(path);
  const client = reachServer(options);
  const progress = startProgress();
  const bad = new BadRows(options.errors, (line) => {
    progress.end();
    console.error(line);
  });
  const startedAt = performance.now();
  try {
    const totals = await importFile(
      client,
      source,
      { kind, format, id, isDryRun, fromLine },
      {
        bad: (errors) => bad.add(errors),
        piece: ({ rows, position }) =>
          progress.tell(`${count(rows)} rows`, size === undefined ? undefined : position / size),
      },
    );
    progress.end();
    await bad.close();
    tellTotals(totals, isDryRun, performance.now() - startedAt);
    if (bad.count === 0) return;
    const outcome = isDryRun ? "would be left out" : "were left out";
    throw new Mistake(`${count(bad.count)} of ${count(totals.rows)} rows are wrong and ${outcome}`);
  } catch (error) {
    progress.end();
    if (!(error instanceof BrokenOff)) throw error;
    const { fromLine: line } = error;
    throw new Mistake(
      `${toldCall(error.cause, options)}\nThe import broke off at line ${line}; go on with: --from-line ${line} --id ${id}`,
    );
  } finally {
    client.close();
  }
}

async function open(
  path: string,
): Promise<{ source: AsyncIterable<Uint8Array>; size: number | undefined }> {
  if (path === "-") return { source: process.stdin, size: undefined };
  try {
    const { size } = await stat(path);
    return { source: createReadStream(path), size };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Mistake(`${path} cannot be read (${code}): name a file that this user may read`);
  }
}

function tellTotals(totals: Readonly<Totals>, isDryRun: boolean, ms: number): void {
  const { rows, created, updated, unchanged, repeated } = totals;
  const seconds = (ms / 1000).toFixed(1);
  const done = isDryRun ? "would be created" : "created";
  console.log(
    `${count(rows)} rows in ${seconds} s: ${count(created)} ${done}, ${count(updated)} changed, ` +
      `${count(unchanged)} as they were, ${count(repeated)} booked before.`,
  );
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
